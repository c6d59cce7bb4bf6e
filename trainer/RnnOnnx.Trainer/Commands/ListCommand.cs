using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Configuration;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>list</c>: the networks that can be trained.</summary>
/// <param name="recipes">Knows the user's own recipes.</param>
/// <param name="output">Where the list goes.</param>
public sealed class ListCommand(RecipeSettings recipes, TextWriter output)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The command.</summary>
    public Command List()
    {
        var json = new Option<bool>("--json") { Description = "Write a JSON array" };
        var command = new Command("list", "Lists the networks that can be trained.") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                output.WriteLine(new JsonArray([.. ArchitectureRegistry.All.Select(recipes.AddTo).Select(Describe)]).ToJsonString(Indented));
            }
            else
            {
                TextTable.Write(output, ["id", "document", "corpus", "parameters", "trainable", "layers"], ArchitectureRegistry.All.Select(Row), 3, 4);
            }
        });
        return command;
    }

    private static string[] Row(Architecture architecture)
    {
        return
        [
            architecture.Id,
            architecture.Document,
            architecture.Corpus,
            $"{architecture.Parameters:N0}",
            $"{architecture.Trainable:N0}",
            architecture.Members.Count > 0 ? "mean of " + string.Join(", ", architecture.Members) : LayerSummary.OneLine(architecture.Describe()),
        ];
    }

    private static JsonNode Describe(Architecture architecture) => new JsonObject
    {
        ["id"] = architecture.Id,
        ["document"] = architecture.Document,
        ["corpus"] = architecture.Corpus,
        ["parameters"] = architecture.Parameters,
        ["trainable"] = architecture.Trainable,
        ["recipes"] = new JsonArray([.. architecture.Recipes.Append(architecture.SampleRecipe).Select(static recipe => (JsonNode)recipe.Name)]),
    };
}
