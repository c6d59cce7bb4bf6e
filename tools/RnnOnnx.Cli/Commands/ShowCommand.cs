using System.CommandLine;
using System.Text.Json.Nodes;
using RnnOnnx.Generation;
using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Cli.Commands;

/// <summary><c>rnnonnx show</c>: what a model is, after its files have been checked.</summary>
internal static class ShowCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(Option<string?> models)
    {
        var model = new Argument<string>("MODEL") { Description = "The model's id, as 'list' shows it" };
        var layers = new Option<bool>("--layers") { Description = "Show the layers with their output shapes and parameters" };
        var json = new Option<bool>("--json") { Description = "Write the manifest as JSON" };
        var provider = ProviderOption.Create("Load the model and tell what computes it");
        var command = new Command("show", "Checks a model's files and shows what it is.") { model, layers, json, provider };
        command.SetAction(result =>
        {
            using var zoo = ModelsFolder.Open(result.GetValue(models));
            var package = zoo.OpenPackage(result.GetRequiredValue(model));
            var report = Report(package, result.GetValue(provider));
            using var output = StandardOutput.Open();
            if (result.GetValue(json))
            {
                output.WriteLine(ToJson(package.Manifest, report).ToJsonString(JsonOutput.Options));
            }
            else
            {
                WriteFacts(output, package, report);
                if (result.GetValue(layers))
                {
                    output.WriteLine();
                    LayerSummary.Write(output, package.Manifest.Layers);
                }
            }

            return 0;
        });
        return command;
    }

    private static ProviderReport? Report(ModelPackage package, string? provider)
    {
        if (provider is null)
        {
            return null;
        }

        var wanted = ProviderOption.Parse(provider);
        if (package.Manifest.Task == ModelTask.Generation)
        {
            using var generator = TextGenerator.Load(package, wanted);
            return generator.Provider;
        }

        using var classifier = TextClassifier.Load(package, new ClassifierOptions { Provider = wanted });
        return classifier.Provider;
    }

    private static JsonObject ToJson(ModelManifest manifest, ProviderReport? report)
    {
        using var stream = new MemoryStream();
        PackageJson.WriteManifest(stream, manifest);
        var node = JsonNode.Parse(stream.ToArray())!.AsObject();
        if (report is not null)
        {
            node["provider"] = new JsonObject
            {
                ["requested"] = Name(report.Requested),
                ["selected"] = Name(report.Selected),
                ["reason"] = report.Reason,
                ["notOnCuda"] = new JsonArray([.. report.NotOnCuda.Select(static node => JsonValue.Create(node))]),
                ["cudaGraphs"] = report.CudaGraphs,
                ["transfer"] = report.Transfer,
            };
        }

        return node;
    }

    private static void WriteFacts(TextWriter output, ModelPackage package, ProviderReport? report)
    {
        var manifest = package.Manifest;
        var pipeline = manifest.Pipeline;
        var training = manifest.Training;
        var corpus = training.SampleCorpus ? $"{training.Corpus} (made by a generator, not written by people)" : training.Corpus;
        List<(string Name, string Value)> facts =
        [
            ("model", manifest.Id),
            ("summary", manifest.Summary),
            ("architecture", $"{manifest.Architecture} (document {manifest.Document})"),
            ("parameters", $"{manifest.Parameters:N0} ({manifest.Trainable:N0} trainable)"),
            ("labels", manifest.Task == ModelTask.Generation ? $"the {package.Labels.Count:N0} tokens of {manifest.Pipeline.Vocabulary}" : string.Join(", ", package.Labels)),
            ("text", $"{pipeline.Kind}, {pipeline.VocabularySize:N0} ids, at most {pipeline.MaximumLength:N0} per text, padded {Name(pipeline.Padding)}, cut {Name(pipeline.Truncation)}"),
            ("graph", $"{manifest.Graph.File}, opset {manifest.Graph.Opset}, IR {manifest.Graph.IrVersion}, {(manifest.Graph.LengthAdaptive ? "any length up to the maximum" : "the maximum length only")}"),
            ("corpus", $"{corpus}: {training.TrainingTexts:N0} training, {training.ValidationTexts:N0} validation, {training.TestTexts:N0} test texts"),
            ("recipe", $"{training.Recipe}, seed {training.Seed}, epoch {training.BestEpoch} of {training.Epochs}"),
            .. training.Settings.OrderBy(static setting => setting.Key, StringComparer.Ordinal).Select(static setting => ($"  {setting.Key}", setting.Value)),
            ("metrics", training.Metrics.Count == 0 ? "none" : ""),
            .. training.Metrics.OrderBy(static metric => metric.Key, StringComparer.Ordinal).Select(static metric => ($"  {metric.Key}", $"{metric.Value:F4}")),
            ("tolerance", manifest.ToleranceReason is null ? $"{manifest.Tolerance}" : $"{manifest.Tolerance} ({manifest.ToleranceReason})"),
            ("engines", string.Join(", ", manifest.Engines.OrderBy(static engine => engine.Key, StringComparer.Ordinal).Select(static engine => $"{engine.Key} {engine.Value}"))),
            ("files", $"{manifest.Files.Count} with the size and SHA-256 that the manifest says, in {package.Folder}"),
        ];
        if (report is not null)
        {
            facts.Add(("provider", ProviderOption.Describe(report)));
            if (report.Transfer is { } transfer)
            {
                facts.Add(("  batches", transfer));
            }

            facts.AddRange(report.NotOnCuda.Select(static node => ("  not on CUDA", node)));
        }

        var width = facts.Max(static fact => fact.Name.Length);
        foreach (var (name, value) in facts)
        {
            output.WriteLine($"{SingleLine.Of(name).PadRight(width)}  {SingleLine.Of(value)}".TrimEnd());
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
