using System.Globalization;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads a user's own corpus from a CSV, TSV or JSONL file.</summary>
public static class LabelledTextFile
{
    private const int MostLabels = 1000;

    /// <summary>Reads a file, line by line, as a corpus without a test part.</summary>
    /// <param name="path">The file; <c>.gz</c> is unpacked.</param>
    /// <param name="options">Columns and format; null for <c>text</c> and <c>label</c>, and the format that the name says.</param>
    /// <exception cref="CorpusException">The file is missing, empty, not UTF-8 or not of its format, a column is missing, or a label is none; the message names the line.</exception>
    public static TextCorpus Read(string path, LabelledTextOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new LabelledTextOptions();
        var format = options.Format == LabelledTextFormat.ByName ? FormatOf(path) : options.Format;
        try
        {
            using var lines = new Utf8Lines(PackedFile.Open(path), path, options.LongestLine);
            var rows = new List<LabelledRow>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var row in new LabelledRows(lines, options).Read(format))
            {
                var label = row.Label.Trim();
                var wrong = label.Length == 0 ? "has no label"
                    : label.Contains('\n') ? "has a label of several lines"
                    : seen.Add(label) && seen.Count > MostLabels ? $"has one more label than the {MostLabels:N0} that are allowed"
                    : null;
                if (wrong is not null)
                {
                    throw new CorpusException($"{path}, line {row.Line}: {wrong} in the column '{options.LabelColumn}'; is it the column of labels?");
                }

                rows.Add(row with { Label = label });
            }

            if (rows.Count == 0)
            {
                throw new CorpusException($"{path} has no rows{(lines.Number == 0 ? ", not even a line" : "")}; give a file with texts");
            }

            var labels = options.Labels ?? Sorted(seen);
            return labels.Count < 2
                ? throw new CorpusException($"{path}: all {rows.Count:N0} rows have the label '{labels[0]}', and a classifier needs two; is '{options.LabelColumn}' the column of labels?")
                : new TextCorpus(Path.GetFileName(path), false, labels, Texts(rows, labels, path), []);
        }
        catch (InvalidDataException e)
        {
            throw new CorpusException($"{path} is damaged ({e.Message}); restore the file", e);
        }
    }

    private static LabelledTextFormat FormatOf(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" => LabelledTextFormat.Csv,
            ".tsv" => LabelledTextFormat.Tsv,
            ".jsonl" or ".ndjson" => LabelledTextFormat.JsonLines,
            _ => throw new CorpusException($"{path}: the name should end in .csv, .tsv or .jsonl, with or without .gz; rename the file or state its format"),
        };
    }

    private static List<LabelledText> Texts(List<LabelledRow> rows, IReadOnlyList<string> labels, string path)
    {
        var ids = labels.Select((label, id) => (label, id)).ToDictionary(l => l.label, l => l.id, StringComparer.Ordinal);
        // Where labels are numbers themselves, 0 is either one of them or a mistake.
        for (var id = 0; id < labels.Count && !labels.Any(IsNumber); id++)
        {
            ids.Add(id.ToString(CultureInfo.InvariantCulture), id);
        }

        return rows.ConvertAll(row => ids.TryGetValue(row.Label, out var id)
            ? new LabelledText(row.Text, id)
            : throw new CorpusException($"{path}, line {row.Line}: the label '{row.Label}' is none of {string.Join(", ", labels.Take(50))}{(labels.Any(IsNumber) ? "" : $", nor a number from 0 to {labels.Count - 1}")}; correct the line"));
    }

    private static bool IsNumber(string label) => int.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static string[] Sorted(HashSet<string> labels)
    {
        return [.. labels.All(IsNumber) ? labels.OrderBy(label => int.Parse(label, CultureInfo.InvariantCulture)) : labels.Order(StringComparer.Ordinal)];
    }
}
