using System.CommandLine;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Configuration;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>show</c>: one network that can be trained.</summary>
/// <param name="recipes">Knows the user's own recipes.</param>
/// <param name="output">Where it goes.</param>
public sealed class ShowCommand(RecipeSettings recipes, TextWriter output)
{
    /// <summary>The command.</summary>
    public Command Show()
    {
        var id = new Argument<string>("model") { Description = "Id of a network; see list" };
        var layers = new Option<bool>("--layers") { Description = "Show the layers with their output shapes and parameters" };
        var command = new Command("show", "Shows what a network is and how it is trained.") { id, layers };
        command.SetAction(parsed =>
        {
            var architecture = recipes.AddTo(ArchitectureRegistry.Find(parsed.GetRequiredValue(id)));
            WriteFacts(architecture);
            if (parsed.GetValue(layers))
            {
                output.WriteLine();
                LayerSummary.Write(output, architecture.Describe());
            }
        });
        return command;
    }

    private void WriteFacts(Architecture architecture)
    {
        var pipeline = architecture.Pipeline;
        (string Name, string Value)[] facts =
        [
            ("id", architecture.Id),
            ("summary", architecture.Summary),
            ("document", architecture.Document),
            ("corpus", architecture.Corpus),
            ("text", $"{pipeline.Kind}, {pipeline.VocabularySize:N0} ids, at most {pipeline.MaximumLength:N0} per text"),
            ("parameters", $"{architecture.Parameters:N0} ({architecture.Trainable:N0} trainable)"),
            .. architecture.Recipes.Append(architecture.SampleRecipe).Select(static recipe => ($"recipe {recipe.Name}", string.Join(", ", recipe.Settings.Select(static setting => $"{setting.Key} {setting.Value}")))),
            .. architecture.Marks.Select(static mark => ($"document's {mark.Metric}", $"{mark.Value:F4} ({mark.Note})")),
        ];
        var width = facts.Max(static fact => fact.Name.Length);
        foreach (var (name, value) in facts)
        {
            output.WriteLine($"{name.PadRight(width)}  {value}");
        }
    }
}
