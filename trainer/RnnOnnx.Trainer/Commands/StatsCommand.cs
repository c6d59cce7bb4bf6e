using System.CommandLine;
using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Charts;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Statistics;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>data stats</c>: a corpus in figures, to choose a length by.</summary>
/// <param name="corpora">Where corpora come from.</param>
/// <param name="output">Where the figures go.</param>
public sealed class StatsCommand(CorpusCatalog corpora, TextWriter output)
{
    private static readonly double[] Percentiles = [.05, .25, .5, .75, .9, .95, .99];

    /// <summary>The command.</summary>
    public Command Stats()
    {
        var corpus = new CorpusArgument(corpora, output);
        var length = new Option<int?>("--length") { Description = "Count the texts that this many steps fill, fit and cut; without it the network's own length" };
        var svg = new Option<string?>("--svg") { Description = "Draw a histogram of the lengths", HelpName = "FILE" };
        var command = new Command("stats", "Shows a corpus in figures: labels, lengths against the steps of a network, unknown words.");
        corpus.AddTo(command);
        command.Options.Add(length);
        command.Options.Add(svg);
        length.Validators.Add(result =>
        {
            if (result.Tokens.Any(word => int.TryParse(word.Value, out var value) && value < 1))
            {
                result.AddError("--length is at least 1");
            }
        });
        command.SetAction(parsed =>
        {
            var statistics = corpus.Measure(parsed);
            var steps = parsed.GetValue(length) ?? statistics.Architecture.Pipeline.MaximumLength;
            Write(statistics, steps);
            if (parsed.GetValue(svg) is { } path)
            {
                var title = $"{statistics.Corpus.Name}, {statistics.Training.Name} part, as {statistics.Architecture.Id} reads it";
                DurableFile.Replace(Path.GetFullPath(path), Encoding.UTF8.GetBytes(ChartSvg.Draw(LengthHistogram.Of(title, statistics.Training, steps))));
                output.WriteLine($"wrote {path}");
            }
        });
        return command;
    }

    private void Write(CorpusStatistics statistics, int length)
    {
        var settings = statistics.Fitted.Pipeline.Settings;
        CorpusPart[] parts = [.. new[] { statistics.Training, statistics.HeldOut }.Where(part => part.Lengths.Count > 0)];
        output.WriteLine($"{statistics.Corpus.Name} as {statistics.Architecture.Id} reads it: {settings.Kind}, {settings.VocabularySize:N0} ids");
        output.WriteLine();
        TextTable.Write(
            output,
            ["label", .. parts.Select(part => part.Name), .. parts.Select(_ => "share")],
            statistics.Corpus.Labels.Select((label, id) => (string[])[label, .. parts.Select(part => $"{part.Labels.Count(l => l == id):N0}"), .. parts.Select(part => $"{(double)part.Labels.Count(l => l == id) / part.Labels.Count:P1}")])
                .Append(["all", .. parts.Select(part => $"{part.Labels.Count:N0}"), .. parts.Select(_ => "")]),
            [.. Enumerable.Range(1, 2 * parts.Length)]);
        output.WriteLine();
        TextTable.Write(
            output,
            ["tokens of a text", "mean", "least", .. Percentiles.Select(p => $"{p:P0}"), "most"],
            parts.Select(part => (string[])[part.Name, $"{part.Mean:F5}", $"{part.Lengths[0]:N0}", .. Percentiles.Select(p => $"{part.Percentile(p):N0}"), $"{part.Lengths[^1]:N0}"]),
            [.. Enumerable.Range(1, 3 + Percentiles.Length)]);
        output.WriteLine();
        TextTable.Write(
            output,
            [$"against {length:N0} steps", "padded", "exact", "cut"],
            parts.Select(part => part.Against(length) is var (padded, exact, cut) ? (string[])[part.Name, $"{padded:N0}", $"{exact:N0}", $"{cut:N0}"] : []),
            1,
            2,
            3);
        output.WriteLine();
        var suggested = statistics.SuggestedLength;
        var whole = statistics.Training.Lengths.Count(l => l <= suggested) / (double)statistics.Training.Lengths.Count;
        output.WriteLine($"suggested length: {suggested:N0}, the 90th percentile of the training part rounded up to a multiple of ten; {whole:P1} of its texts fit whole");
        if (statistics.HeldOutTokens > 0)
        {
            output.WriteLine($"out of vocabulary: {(double)statistics.HeldOutUnknown / statistics.HeldOutTokens:P2} of the {statistics.HeldOutTokens:N0} tokens of the {statistics.HeldOut.Name} part");
        }
    }
}
