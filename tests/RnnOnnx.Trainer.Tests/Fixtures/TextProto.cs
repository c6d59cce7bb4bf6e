using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>
/// Reads protobuf's text format, as far as a configuration uses it: <c>name: value</c>, <c>name { ... }</c> and <c>name [ ... ]</c>, where a value is a string, a
/// whole number or the name of an enum's. Google.Protobuf only writes that format. A list is a repeated field, as the format has it.
/// </summary>
internal sealed partial class TextProto
{
    private readonly Queue<string> _words;

    private TextProto(string text)
    {
        var words = Word().Matches(text);
        var rest = Word().Replace(text, "");
        _words = string.IsNullOrWhiteSpace(rest) ? new Queue<string>(words.Select(word => word.Value)) : throw new FormatException($"'{rest.Trim()}' is not of the text format");
    }

    /// <summary>The values of each field: strings, <see cref="long"/>s, <see cref="Symbol"/>s or messages of the same kind as the result.</summary>
    public static Dictionary<string, List<object>> Parse(string text) => new TextProto(text).Message(end: null);

    private Dictionary<string, List<object>> Message(string? end)
    {
        var fields = new Dictionary<string, List<object>>();
        while (!Ends(end))
        {
            var name = _words.Dequeue();
            if (!char.IsAsciiLetter(name[0]))
            {
                throw new FormatException($"'{name}' is no field's name");
            }

            var hasColon = Takes(":");
            if (!fields.TryGetValue(name, out var values))
            {
                fields[name] = values = [];
            }

            if (!Takes("["))
            {
                values.Add(Value(hasColon));
                continue;
            }

            for (var isFirst = true; !Takes("]"); isFirst = false)
            {
                if (!isFirst && !Takes(","))
                {
                    throw new FormatException($"a comma is missing in {name}");
                }

                values.Add(Value(hasColon));
            }
        }

        return fields;
    }

    private object Value(bool hasColon)
    {
        var word = _words.Dequeue();
        return word switch
        {
            "{" => Message("}"),
            _ when !hasColon => throw new FormatException($"only a message may follow its field without a colon, and not {word}"),
            ['"', .. var text, '"'] => text,
            _ when char.IsAsciiLetter(word[0]) => new Symbol(word),
            _ => long.Parse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        };
    }

    private bool Ends(string? end) => end is null ? _words.Count == 0 : Takes(end);

    private bool Takes(string word) => _words.TryPeek(out var next) && next == word && _words.TryDequeue(out _);

    [GeneratedRegex("\"[^\"\\\\\n]*\"|-?[0-9]+|[A-Za-z_][A-Za-z_0-9]*|[:{}\\[\\],]")]
    private static partial Regex Word();

    /// <summary>The name of an enum's value.</summary>
    public readonly record struct Symbol(string Name);
}
