using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads word2vec's binary format: a line with the numbers of words and dimensions, then each word, a blank, and its little-endian float32 components.</summary>
internal static class WordVectorsBinary
{
    private const int LongestWord = 4096;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>Reads the wanted rows.</summary>
    /// <param name="stream">The data; closed in the end.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="selection">What is wanted.</param>
    /// <exception cref="CorpusException">The counts are absurd, a word is not UTF-8, a component is not finite, or the file breaks off; the message names the word.</exception>
    public static WordVectors Read(Stream stream, string path, VectorSelection selection)
    {
        using var source = new BufferedStream(stream, 1 << 16);
        var word = new List<byte>();
        var counts = ReadTo(source, '\n', word) ? Encoding.Latin1.GetString(CollectionsMarshal.AsSpan(word)).Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
        if (counts.Length != 2
            || !int.TryParse(counts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var words)
            || !int.TryParse(counts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var dimension)
            || words < 1 || dimension is < 1 or > VectorRows.LargestDimension)
        {
            throw new CorpusException($"{path} should start with the numbers of words (from 1) and of dimensions (1 to {VectorRows.LargestDimension:N0}); is it word2vec's binary format?");
        }

        var rows = new VectorRows(path, dimension, selection);
        var vector = new float[dimension];
        for (var row = 1; row <= words && !rows.IsFull; row++)
        {
            // Some writers end each row with a line feed and some do not.
            if (!ReadTo(source, ' ', word) || source.ReadAtLeast(MemoryMarshal.AsBytes(vector.AsSpan()), dimension * sizeof(float), throwOnEndOfStream: false) < dimension * sizeof(float))
            {
                throw new CorpusException($"{path} announces {words:N0} words and breaks off in word {row:N0}, or that word is longer than {LongestWord:N0} bytes; restore the file");
            }

            var text = Decode(CollectionsMarshal.AsSpan(word).TrimStart((byte)'\n'), path, row);
            if (rows.Wants(text))
            {
                rows.Add(text, vector);
            }
        }

        return rows.Build();
    }

    private static string Decode(ReadOnlySpan<byte> word, string path, int row)
    {
        try
        {
            return StrictUtf8.GetString(word);
        }
        catch (DecoderFallbackException e)
        {
            throw new CorpusException($"{path}: word {row:N0} is not UTF-8; restore the file", e);
        }
    }

    private static bool ReadTo(BufferedStream source, char end, List<byte> bytes)
    {
        bytes.Clear();
        for (var next = source.ReadByte(); next >= 0 && bytes.Count <= LongestWord; next = source.ReadByte())
        {
            if (next == end)
            {
                return true;
            }

            bytes.Add((byte)next);
        }

        return false;
    }
}
