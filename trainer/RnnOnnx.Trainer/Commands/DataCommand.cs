using System.CommandLine;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Corpora.Download;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>data</c>: the corpora.</summary>
/// <param name="download">Fills the data folder.</param>
/// <param name="stats">Shows a corpus in figures.</param>
/// <param name="word">Answers questions of a vocabulary.</param>
/// <param name="export">Writes a network's data for other programs.</param>
public sealed class DataCommand(CorpusDownload download, StatsCommand stats, WordCommand word, ExportDataCommand export)
{
    /// <summary>The command with its subcommands.</summary>
    public Command Data()
    {
        var command = new Command("data", "Gets corpora, looks at them, and writes them for other programs.");
        command.Subcommands.Add(Download());
        command.Subcommands.Add(stats.Stats());
        command.Subcommands.Add(word.Word());
        command.Subcommands.Add(export.Export());
        return command;
    }

    private static string DefaultFolder() => Environment.GetEnvironmentVariable(DataFolder.Variable) is { Length: > 0 } named
        ? named
        : DataFolder.InRepository("data");

    private Command Download()
    {
        var names = new Argument<string[]>("name") { Description = "Corpora; without any, all", Arity = ArgumentArity.ZeroOrMore };
        names.AcceptOnlyFromAmong([.. PublicCorpora.Names]);
        var folder = new Option<string>("--to") { Description = $"The data folder; without it {DataFolder.Variable}, or data/ in the repository", DefaultValueFactory = _ => DefaultFolder() };
        var keep = new Option<bool>("--keep-archives") { Description = $"Leave the originals in the data folder's {CorpusDownload.Originals}/" };
        var command = new Command("download", "Downloads the public originals, verifies their size and SHA-256, and converts them.") { names, folder, keep };
        command.SetAction((parsed, cancellation) => download.RunAsync(parsed.GetRequiredValue(names), parsed.GetRequiredValue(folder), parsed.GetValue(keep), cancellation));
        return command;
    }
}
