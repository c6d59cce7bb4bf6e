using System.Text;
using System.Text.Json;

namespace RnnOnnx.Fuzz.Mutations;

/// <summary>Changes of JSON files, token by token, so that most of them still are JSON.</summary>
internal static class JsonMutations
{
    private static readonly string[] Tokens =
    [
        "null", "true", "false", "0", "-1", "1", "2", "1.5", "1e999", "-1e-999", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648", "100001", "1E3", "01", "NaN", "\"\"", "\"0\"", "\" \"",
        "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\u202e\"", "[]", "{}", "[null]", "{\"\":null}", "[[]]", "\"../../x\"", "\"batch\"", "\"time\"", "\"post\"", "\"pre\"", "\"binary\"", "\"multi-class\"",
        "\"generation\"", "\"drop\"", "\"random\"", "\"unk\"", "\"word-index\"", "\"keras-tokenizer\"", "\"treebank\"", "\"characters\"", "\"text-vectorization\"", "\"character-sequence\"", "\"vocab.txt\"",
        "\"labels.txt\"", "\"golden.json\"", "\"1/model.onnx\"", "\"int64\"", "\"float32\"", "\"ids\"", "\"scores\"", "/**/", "\"\uFFFD\"", "",
    ];

    /// <summary>A few tokens replaced, taken out, doubled or swapped.</summary>
    public static byte[] Values(Random random, byte[] json)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var tokens = Places(json);
            if (tokens.Count == 0)
            {
                return json;
            }

            var (start, length, isName) = random.Of(tokens);
            byte[] replacement = random.Next(8) switch
            {
                0 => json[start..(start + length)],
                1 => Encoding.UTF8.GetBytes($"\"{new string('x', random.Of([1, 64, 65, 256, 70_000]))}\""),
                2 => Encoding.ASCII.GetBytes(Hostile.Number(random).ToString()),
                3 when random.Of(tokens) is var other => json[other.Start..(other.Start + other.Length)],
                _ => Encoding.UTF8.GetBytes(random.Of(Tokens)),
            };
            json = random.Next(10) == 0 && isName
                // The same member again, before the first.
                ? [.. json[..start], .. json[start..(start + length)], .. ":"u8, .. replacement, .. ","u8, .. json[start..]]
                : [.. json[..start], .. replacement, .. json[(start + length)..]];
        }

        return json;
    }

    /// <summary>Lists and objects within each other.</summary>
    public static byte[] Depth(Random random, byte[] json)
    {
        var depth = random.Of([1, 10, 63, 64, 65, 1000, 100_000]);
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        var nest = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(open, depth)) + "1" + (random.Next(3) == 0 ? "" : string.Concat(Enumerable.Repeat(close, depth))));
        var (start, length, isName) = random.Of(Places(json));
        return isName && random.Next(2) == 0
            ? [.. json[..start], .. "\"more\":"u8, .. nest, .. ","u8, .. json[start..]]
            : [.. json[..start], .. nest, .. json[(start + length)..]];
    }

    private static List<(int Start, int Length, bool IsName)> Places(byte[] json)
    {
        var places = new List<(int, int, bool)>();
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject or JsonTokenType.EndArray or JsonTokenType.EndObject))
                {
                    var quotes = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0;
                    places.Add(((int)reader.TokenStartIndex, reader.ValueSpan.Length + quotes, reader.TokenType == JsonTokenType.PropertyName));
                }
            }
        }
        catch (JsonException)
        {
            // An earlier change broke it; the tokens before that place remain.
        }

        return places;
    }
}
