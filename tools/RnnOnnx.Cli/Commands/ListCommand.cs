using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using RnnOnnx.Packages;

namespace RnnOnnx.Cli.Commands;

/// <summary><c>rnnonnx list</c>: the models of the zoo.</summary>
internal static class ListCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(Option<string?> models)
    {
        var json = new Option<bool>("--json") { Description = "Write a JSON array" };
        var command = new Command("list", "Lists the models.") { json };
        command.SetAction(result =>
        {
            using var zoo = ModelsFolder.Open(result.GetValue(models));
            using var output = StandardOutput.Open();
            if (result.GetValue(json))
            {
                output.WriteLine(new JsonArray([.. zoo.Models.Select(Describe)]).ToJsonString(JsonOutput.Options));
            }
            else
            {
                WriteTable(output, zoo);
            }

            return 0;
        });
        return command;
    }

    private static void WriteTable(TextWriter output, ModelZoo zoo)
    {
        if (zoo.Models.Count == 0)
        {
            Application.Tell($"There are no models in {zoo.Folder}; run 'make train-all'.");
            return;
        }

        var rows = zoo.Models.Select(static model => model.Manifest is { } manifest
            ? new[] { model.Id, SingleLine.Of(manifest.Document), $"{manifest.Parameters:N0}", $"{manifest.Trainable:N0}", Accuracy(manifest), SingleLine.Of(LayerSummary.OneLine(manifest.Layers)) }
            : [model.Id, "-", "-", "-", "-", $"DAMAGED: {SingleLine.Of(model.Damage ?? "")}"]);
        TextTable.Write(output, ["id", "document", "parameters", "trainable", "accuracy", "layers"], rows, 2, 3, 4);
    }

    private static string Accuracy(ModelManifest manifest) =>
        manifest.Training.Metrics.TryGetValue("test_accuracy", out var accuracy) ? $"{accuracy:F4}" : "-";

    private static JsonNode Describe(ModelSummary model)
    {
        var node = new JsonObject { ["id"] = model.Id };
        if (model.Manifest is not { } manifest)
        {
            node["damage"] = model.Damage;
            return node;
        }

        node["architecture"] = manifest.Architecture;
        node["summary"] = manifest.Summary;
        node["document"] = manifest.Document;
        node["task"] = JsonNamingPolicy.KebabCaseLower.ConvertName(manifest.Task.ToString());
        node["parameters"] = manifest.Parameters;
        node["trainable"] = manifest.Trainable;
        node["corpus"] = manifest.Training.Corpus;
        node["recipes"] = new JsonArray(manifest.Training.Recipe);
        node["sampleCorpus"] = manifest.Training.SampleCorpus;
        node["metrics"] = new JsonObject(manifest.Training.Metrics.Select(static metric => KeyValuePair.Create(metric.Key, (JsonNode?)metric.Value)));
        return node;
    }
}
