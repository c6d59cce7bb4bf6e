using System.Text;
using System.Text.Json;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Goes through the rows of a file of labelled texts, in any of the formats.</summary>
/// <param name="lines">The file's lines.</param>
/// <param name="options">The columns and limits.</param>
internal sealed class LabelledRows(Utf8Lines lines, LabelledTextOptions options)
{
    /// <summary>The rows, read as they are asked for.</summary>
    /// <param name="format">The format.</param>
    /// <exception cref="CorpusException">A column is missing, or a row is not of the format; the message names the line.</exception>
    public IEnumerable<LabelledRow> Read(LabelledTextFormat format) => format switch
    {
        LabelledTextFormat.Csv => ReadCsv(),
        LabelledTextFormat.FirstComma => ReadColumns(',', 2),
        LabelledTextFormat.Tsv => ReadColumns('\t', int.MaxValue),
        _ => ReadJson(),
    };

    private IEnumerable<LabelledRow> ReadCsv()
    {
        var records = new CsvRecords(lines, options.LongestLine);
        if (!records.Next(out var columns))
        {
            yield break;
        }

        var (count, label, text) = (columns.Count, Find(options.LabelColumn, columns), Find(options.TextColumn, columns));
        while (records.Next(out columns))
        {
            if (columns.Count == count)
            {
                yield return new LabelledRow(records.Line, columns[label], columns[text]);
            }
            else if (columns is not [""])
            {
                throw lines.Wrong($"has {columns.Count} columns and the first line {count}; put columns with commas into double quotes, or read the file as first-comma");
            }
        }
    }

    private IEnumerable<LabelledRow> ReadColumns(char separator, int most)
    {
        if (NextLine() is not { } line)
        {
            yield break;
        }

        var columns = line.Split(separator, most);
        var (count, label, text) = (columns.Length, Find(options.LabelColumn, columns), Find(options.TextColumn, columns));
        if (most == 2 && label != 0)
        {
            throw lines.Wrong($"the column '{options.LabelColumn}' is not the first one, and in the first-comma form it must be; read the file as csv");
        }

        while ((line = NextLine()) is not null)
        {
            columns = line.Split(separator, most);
            if (columns.Length == count)
            {
                yield return new LabelledRow(lines.Number, columns[label], columns[text]);
            }
            else if (line.Length > 0)
            {
                throw lines.Wrong($"has {columns.Length} columns and the first line {count}; correct the line");
            }
        }
    }

    private IEnumerable<LabelledRow> ReadJson()
    {
        while (NextObject() is { } row)
        {
            if (row.ValueKind != JsonValueKind.Undefined)
            {
                yield return new LabelledRow(lines.Number, Value(row, options.LabelColumn, false), Value(row, options.TextColumn, true));
            }
        }
    }

    private string? NextLine() => lines.Next(out var line) ? Encoding.UTF8.GetString(line.EndsWith("\r"u8) ? line[..^1] : line) : null;

    /// <summary>The next line's object, one of undefined kind for an empty line, null at the end.</summary>
    private JsonElement? NextObject()
    {
        if (!lines.Next(out var line))
        {
            return null;
        }

        if (line.Trim(" \t\r"u8).IsEmpty)
        {
            return default(JsonElement);
        }

        try
        {
            var reader = new Utf8JsonReader(line);
            var row = JsonElement.ParseValue(ref reader);
            return row.ValueKind == JsonValueKind.Object && !reader.Read() ? row : throw lines.Wrong("should be one JSON object; correct the line");
        }
        catch (JsonException e)
        {
            throw new CorpusException($"{lines.Name}, line {lines.Number}: is no JSON object ({e.Message}); correct the line", e);
        }
    }

    private string Value(JsonElement row, string name, bool isText)
    {
        var value = row.TryGetProperty(name, out var found) ? found : throw NoColumn(name, row.EnumerateObject().Select(p => p.Name));
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when !isText => value.GetRawText(),
                _ => throw lines.Wrong($"'{name}' is a JSON {value.ValueKind} and should be a string{(isText ? "" : " or a number")}; correct the line"),
            };
        }
        catch (InvalidOperationException e)
        {
            throw new CorpusException($"{lines.Name}, line {lines.Number}: '{name}' holds half a surrogate pair; correct the line", e);
        }
    }

    private int Find(string name, IReadOnlyList<string> columns)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Trim() == name)
            {
                return i;
            }
        }

        throw NoColumn(name, columns);
    }

    private CorpusException NoColumn(string name, IEnumerable<string> columns) =>
        lines.Wrong($"there is no column '{name}'; there is {string.Join(", ", columns.Take(20).Select(c => $"'{(c.Length > 40 ? c[..40] + "..." : c)}'"))}; name the text's and the label's with --text-column and --label-column");
}
