using System.CommandLine;
using System.Text;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Reports;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>results</c>: the zoo's figures beside those to reach, as a page and as a table.</summary>
/// <param name="builder">Gathers what they say.</param>
/// <param name="output">Where progress goes.</param>
public sealed class ResultsCommand(ResultsBuilder builder, TextWriter output)
{
    private const int Calls = 200;

    /// <summary>The command.</summary>
    public Command Results()
    {
        var zoo = new Option<string>("--models") { Description = "Folder of the zoo, which receives the table", DefaultValueFactory = _ => DataFolder.InRepository("models") };
        var reference = new Option<string>("--reference") { Description = "Table of the figures in plain PyTorch", HelpName = "FILE", DefaultValueFactory = _ => DataFolder.InRepository("tools", "reference", "results.csv") };
        var file = new Option<string>("--output") { Description = "The page", HelpName = "FILE", DefaultValueFactory = _ => DataFolder.InRepository(ResultsPage.FileName) };
        var calls = new Option<int>("--calls") { Description = "Calls with one text to time per model", DefaultValueFactory = _ => Calls };
        calls.Validators.Add(result =>
        {
            if (result.Tokens.Any(word => int.TryParse(word.Value, out var value) && value < 1))
            {
                result.AddError("--calls is at least 1");
            }
        });
        var command = new Command("results", $"Writes {ResultsPage.FileName} and {SummaryTable.FileName}: for each network, recipe and kind of word vectors the figure to reach, ours over seeds, size, training time and speed.") { zoo, reference, file, calls };
        command.SetAction((parsed, cancellation) =>
        {
            var (models, page) = (Path.GetFullPath(parsed.GetRequiredValue(zoo)), Path.GetFullPath(parsed.GetRequiredValue(file)));
            var results = builder.Build(models, parsed.GetRequiredValue(reference), parsed.GetValue(calls), cancellation);
            Directory.CreateDirectory(Path.GetDirectoryName(page)!);
            Write(Path.Combine(models, SummaryTable.FileName), SummaryTable.Write(results));
            Write(page, ResultsPage.Write(results));
            return Task.FromResult(0);
        });
        return command;
    }

    private void Write(string path, string content)
    {
        DurableFile.Replace(path, Encoding.UTF8.GetBytes(content));
        output.WriteLine($"wrote {path}");
    }
}
