using System.Globalization;
using System.Text;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Benchmarks;

/// <summary>The table of the networks, as Markdown and as CSV.</summary>
internal static class NetworksTable
{
    private const string NoAdaptive = "plain only: padding follows the text";

    /// <summary>Where the CSV is written if nothing else is said.</summary>
    public const string DefaultFile = "models/networks.csv";

    /// <summary>The Markdown table's first lines.</summary>
    public static string MarkdownHeader =>
        "| network | parameters | graph, bytes | test accuracy (corpus) |" + string.Concat(NetworksBenchmark.Lengths.Select(l => $" {l.Name}: plain µs | adaptive µs | ratio |"))
        + "\n| --- | ---: | ---: | --- |" + string.Concat(NetworksBenchmark.Lengths.Select(_ => " ---: | ---: | ---: |"));

    /// <summary>A network's line of Markdown.</summary>
    public static string Markdown(NetworkRow row) =>
        Invariant($"| {row.Architecture.Id} | {row.Architecture.Parameters:N0} | {row.Bytes:N0} | ")
        + (row.Accuracy is { } accuracy ? Invariant($"{accuracy:F4} ({row.Corpus}) |") : " |")
        + string.Concat(row.Times.Select((t, i) => t is { Adaptive: { } adaptive, Ratio: { } ratio }
            ? Invariant($" {t.Plain:N0} | {adaptive:N0} | {ratio:F2} |")
            : Invariant($" {t.Plain:N0} | {(i == 0 ? NoAdaptive : "")} | |")));

    /// <summary>Writes the CSV, or replaces it as a whole.</summary>
    public static void Write(string path, IEnumerable<NetworkRow> rows)
    {
        var text = new StringBuilder("model,parameters,graph_bytes,corpus,test_accuracy");
        foreach (var name in NetworksBenchmark.Lengths.Select(l => l.Name.Split(' ')[0]))
        {
            text.Append(CultureInfo.InvariantCulture, $",plain_us_{name},adaptive_us_{name},ratio_{name}");
        }

        text.Append(",onnx_runtime,processor\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Architecture.Id},{row.Architecture.Parameters},{row.Bytes},{row.Corpus},{row.Accuracy:F4}");
            foreach (var time in row.Times)
            {
                text.Append(CultureInfo.InvariantCulture, $",{time.Plain:F0},{time.Adaptive:F0},{time.Ratio:F2}");
            }

            text.Append(CultureInfo.InvariantCulture, $",{EngineVersions.OnnxRuntime},{Machine.Processor}\n");
        }

        var file = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        DurableFile.Replace(file, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
