using System.CommandLine;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>data export</c>: what a network is trained on, for other programs.</summary>
/// <param name="export">Writes it.</param>
/// <param name="output">Receives a line about it.</param>
public sealed class ExportDataCommand(DataExport export, TextWriter output)
{
    /// <summary>The command.</summary>
    public Command Export()
    {
        var network = new Argument<string>("network") { Description = "Id of a network; see list" };
        var folder = new Option<string>("--output") { Description = "A folder that does not exist yet", HelpName = "DIR", Required = true };
        var seed = new Option<int>("--seed") { Description = "Decides which training texts the epoch is chosen on, as in training", DefaultValueFactory = _ => 1 };
        var corpus = new Option<string>("--corpus") { Description = "auto: the real corpus if it is there, else the generated sample; real; sample", DefaultValueFactory = _ => "auto" };
        corpus.AcceptOnlyFromAmong("auto", "real", "sample");
        var command = new Command("export", "Writes the ids and labels that a network is trained, validated and tested on as NumPy files.") { network, folder, seed, corpus };
        command.SetAction(parsed =>
        {
            var architecture = ArchitectureRegistry.Find(parsed.GetRequiredValue(network));
            var place = parsed.GetRequiredValue(folder);
            var texts = export.Write(architecture, Enum.Parse<CorpusChoice>(parsed.GetRequiredValue(corpus), ignoreCase: true), parsed.GetValue(seed), place);
            output.WriteLine($"wrote {place}: {texts.Training.Count:N0} texts of {texts.Corpus.Name} to train on, {texts.Validation.Count:N0} to choose the epoch on, {texts.Test.Count:N0} to test ({texts.TestPart})");
        });
        return command;
    }
}
