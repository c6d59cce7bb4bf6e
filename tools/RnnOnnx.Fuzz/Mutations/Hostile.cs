using System.Buffers.Binary;
using System.Text;

namespace RnnOnnx.Fuzz.Mutations;

/// <summary>Values at the borders of what a reader expects, and small damages.</summary>
internal static class Hostile
{
    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 100, 127, 128, 255, 256, 1000, 65_535, 65_536, 100_000, 1 << 20, 1 << 24, 1 << 30, int.MaxValue, int.MinValue, 1L << 31, 1L << 32, (1L << 32) + 1,
        1L << 40, 1L << 48, 1L << 62, long.MaxValue - 1, long.MaxValue, long.MinValue, long.MinValue + 1, -2, -3, -12, -100, -(1 << 20),
    ];

    private static readonly float[] Reals =
        [0f, -0f, 1f, -1f, float.Epsilon, float.MinValue, float.MaxValue, 1e30f, -1e30f, 1e-30f, 3.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.Int32BitsToSingle(unchecked((int)0xFFC00001))];

    public static T Of<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public static long Number(Random random) => random.Next(4) switch
    {
        0 => random.Next(-20, 40),
        1 => random.NextInt64(long.MinValue, long.MaxValue),
        _ => random.Of(Numbers),
    };

    public static float Real(Random random) => random.Next(3) == 0 ? BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)) : random.Of(Reals);

    /// <summary>Flips bits, overwrites, takes out, puts in or repeats some bytes.</summary>
    public static byte[] Damaged(Random random, byte[] bytes)
    {
        var damaged = new List<byte>(bytes);
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(damaged.Count + 1);
            switch (random.Next(6))
            {
                case 0 or 1 when at < damaged.Count:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when at < damaged.Count:
                    damaged[at] = random.Of<byte>([0, 1, 0x0A, 0x22, 0x2F, 0x7F, 0x80, 0xC0, 0xED, 0xFE, 0xFF, (byte)random.Next(256)]);
                    break;
                case 3:
                    damaged.RemoveRange(at, Math.Min(random.Next(1, 9), damaged.Count - at));
                    break;
                case 4:
                    damaged.InsertRange(at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256)));
                    break;
                default:
                    damaged.InsertRange(at, damaged.GetRange(at, Math.Min(random.Next(1, 65), damaged.Count - at)));
                    break;
            }
        }

        return [.. damaged];
    }

    /// <summary>The beginning of a file, or a file with more at its end.</summary>
    public static byte[] Resized(Random random, byte[] bytes) => random.Next(4) switch
    {
        0 => [],
        1 => [.. bytes, .. bytes.Take(random.Next(bytes.Length + 1))],
        _ => bytes[..random.Next(bytes.Length + 1)],
    };

    /// <summary>Replaces numbers of a list of whole ones or of reals.</summary>
    public static byte[] Numbered(Random random, byte[] bytes, int size)
    {
        var changed = bytes.ToArray();
        var count = bytes.Length / size;
        for (var i = random.Next(1, 4); i > 0 && count > 0; i--)
        {
            var place = changed.AsSpan(random.Next(count) * size, size);
            switch (size)
            {
                case sizeof(long):
                    BinaryPrimitives.WriteInt64LittleEndian(place, Number(random));
                    break;
                case sizeof(float):
                    BinaryPrimitives.WriteSingleLittleEndian(place, Real(random));
                    break;
                default:
                    random.NextBytes(place);
                    break;
            }
        }

        return changed;
    }

    /// <summary>A text that few have thought of.</summary>
    public static string Text(Random random, IReadOnlyList<string> words)
    {
        var text = new StringBuilder();
        for (var pieces = random.Next(1, 12); pieces > 0; pieces--)
        {
            text.Append(Piece(random, words));
        }

        return text.ToString();
    }

    /// <summary>A text of millions of characters of one sort.</summary>
    public static string LongText(Random random, IReadOnlyList<string> words, int length)
    {
        var piece = Piece(random, words);
        piece = piece.Length == 0 ? "'" : piece;
        var text = new StringBuilder(length + piece.Length);
        while (text.Length < length)
        {
            text.Append(piece);
        }

        return text.ToString();
    }

    private static string Piece(Random random, IReadOnlyList<string> words) => random.Next(22) switch
    {
        0 => "",
        1 => new string(' ', random.Next(1, 50)),
        2 => "\0",
        3 => "\uD800",
        4 => "\uDC00\uD83D",
        5 => "e" + new string('\u0301', random.Next(1, 200)),
        6 => "\u202Eمرحبا\u202C\u200F\u05D0",
        7 => new string(random.Of(['a', 'Z', '\'', '.', '"', '-', '\u0130', '\u1E9E', '9']), random.Next(1, 5000)),
        8 => "<PAD><START><END><UNK><OOV>",
        9 => "<br /><br />",
        10 => "\t\r\n\v\f\u0085\u00A0\u1680\u2028\u2029\u3000\uFEFF",
        11 => "``''\"(\"[{<'\">}])'s 'S n't N'T cannot gonna wanna mor'n 'tis d'ye",
        12 => "....-----,,,:::;;;???!!!$$%%&&##@@",
        13 => string.Concat(Enumerable.Range(0, random.Next(1, 50)).Select(_ => (char)random.Next(0x10000))),
        14 => "👩‍👩‍👧‍👦🏳️‍🌈",
        15 => "\uFFFF\uFFFE\uFDD0",
        16 => "İıſKÅß\u1E9Eǅ",
        17 => string.Concat(Enumerable.Repeat("zzyzx ", random.Next(1, 300))),
        _ => random.Of(words) + " ",
    };
}
