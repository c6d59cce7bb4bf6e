using System.CommandLine;
using System.Text;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Reports;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>report</c>: a zoo as one HTML page.</summary>
/// <param name="builder">Gathers what the page says.</param>
/// <param name="output">Where progress goes.</param>
public sealed class ReportCommand(ReportBuilder builder, TextWriter output)
{
    private const int Calls = 200;

    /// <summary>The command.</summary>
    public Command Report()
    {
        var zoo = new Option<string>("--models") { Description = "Folder of the zoo", DefaultValueFactory = _ => DataFolder.InRepository("models") };
        var file = new Option<string>("--output") { Description = "The page", HelpName = "FILE", DefaultValueFactory = _ => DataFolder.InRepository("artifacts", "report.html") };
        var calls = new Option<int>("--calls") { Description = "Calls to time per model", DefaultValueFactory = _ => Calls };
        calls.Validators.Add(result =>
        {
            if (result.Tokens.Any(word => int.TryParse(word.Value, out var value) && value < 1))
            {
                result.AddError("--calls is at least 1");
            }
        });
        var command = new Command("report", "Writes one HTML page about a zoo: figures beside the documents', learning curves, mistakes, calibration, size and speed.") { zoo, file, calls };
        command.SetAction((parsed, cancellation) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            var report = builder.Build(parsed.GetRequiredValue(zoo), parsed.GetValue(calls), cancellation);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DurableFile.Replace(path, Encoding.UTF8.GetBytes(HtmlReport.Write(report)));
            output.WriteLine($"wrote {path}");
            return Task.FromResult(0);
        });
        return command;
    }
}
