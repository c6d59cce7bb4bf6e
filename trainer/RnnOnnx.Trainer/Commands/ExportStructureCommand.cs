using System.CommandLine;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Saved;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>export-structure</c>: a network's structure as JSON, and its weights beside it.</summary>
/// <param name="output">Where a line about it goes.</param>
public sealed class ExportStructureCommand(TextWriter output)
{
    private readonly Argument<string> _model = new("model") { Description = "A package by its id or folder; with --seed the id of a network, see list" };
    private readonly Option<string> _output = new("--output") { Description = "The new folder", HelpName = "DIR", Required = true };
    private readonly Option<int?> _seed = new("--seed") { Description = "Draw fresh weights with this seed, instead of taking a package's" };
    private readonly Option<string?> _recipe = new("--recipe") { Description = "With --seed: the recipe whose gates the network has; without it the document's" };
    private readonly Option<string> _models = new("--models") { Description = "Folder of the zoo", DefaultValueFactory = _ => TrainCommand.DefaultModels() };

    /// <summary>The command.</summary>
    public Command Export()
    {
        var command = new Command("export-structure", "Writes a network's structure as architecture.json and its weights as weights.safetensors; train --from reads them.") { _model, _output, _seed, _recipe, _models };
        command.Validators.Add(result =>
        {
            if (result.GetResult(_recipe) is not null && result.GetResult(_seed) is null)
            {
                result.AddError("--recipe belongs to freshly drawn weights: give --seed too; a package has its own recipe");
            }
        });
        command.SetAction(Run);
        return command;
    }

    private void Run(ParseResult parsed)
    {
        var saved = parsed.GetValue(_seed) is { } seed
            ? Drawn(ArchitectureRegistry.Find(parsed.GetRequiredValue(_model)), parsed.GetValue(_recipe), seed)
            : SavedNetwork.Open(parsed.GetRequiredValue(_model), parsed.GetRequiredValue(_models));
        var folder = parsed.GetRequiredValue(_output);
        StructureFolder.Write(saved, folder);
        output.WriteLine($"{saved.Id}: wrote {saved.Layers.Count} layers and {saved.Weights.Sum(w => (long)w.Values.Length):N0} weights of {saved.Source} to {Path.GetFullPath(folder)}");
    }

    private static SavedNetwork Drawn(Architecture architecture, string? recipe, int seed) => SavedNetwork.Draw(architecture, architecture.Choose(recipe, onSample: false), seed);
}
