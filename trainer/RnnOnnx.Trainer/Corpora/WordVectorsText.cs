using System.Globalization;
using System.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads vectors as text: a word and its numbers a line, with blanks between; word2vec puts a line with the two counts in front, GloVe does not.</summary>
internal static class WordVectorsText
{
    private const int LongestLine = 1 << 20;

    /// <summary>Reads the wanted rows.</summary>
    /// <param name="stream">The text; closed in the end.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="selection">What is wanted.</param>
    /// <exception cref="CorpusException">A line has another number of columns than the first, or a column is no finite number; the message names the line.</exception>
    public static WordVectors Read(Stream stream, string path, VectorSelection selection)
    {
        using var lines = new Utf8Lines(stream, path, LongestLine);
        if (!lines.Next(out var line))
        {
            throw new CorpusException($"{path} is empty; restore the file");
        }

        line = Trim(line);
        var announced = TryReadCounts(line, out var count, out var dimension) ? count : -1;
        if (announced < 0)
        {
            dimension = line.Count((byte)' ');
        }

        if (dimension is < 1 or > VectorRows.LargestDimension || announced == 0)
        {
            throw lines.Wrong($"should be a word and its vector, or the numbers of words and of dimensions (1 to {VectorRows.LargestDimension:N0}), with blanks between; is this a file of word vectors?");
        }

        var rows = new VectorRows(path, dimension, selection);
        var vector = new float[dimension];
        var more = announced < 0 || lines.Next(out line);
        for (; more && !rows.IsFull; more = lines.Next(out line))
        {
            ReadRow(Trim(line), lines, vector, rows);
        }

        // The first line is a row, too, where there are no counts.
        return announced < 0 || more || lines.Number - 1 == announced
            ? rows.Build()
            : throw new CorpusException($"{path} announces {announced:N0} words and has {lines.Number - 1:N0}; restore the file");
    }

    private static void ReadRow(ReadOnlySpan<byte> line, Utf8Lines lines, float[] vector, VectorRows rows)
    {
        var columns = line.Count((byte)' ');
        if (columns != vector.Length || line[0] == ' ')
        {
            throw lines.Wrong($"has a word and {columns} numbers, where {vector.Length} are expected; restore the file");
        }

        var end = line.IndexOf((byte)' ');
        var word = Encoding.UTF8.GetString(line[..end]);
        if (!rows.Wants(word))
        {
            return;
        }

        for (var i = 0; i < vector.Length; i++)
        {
            line = line[(end + 1)..];
            end = line.IndexOf((byte)' ');
            var number = end < 0 ? line : line[..end];
            if (!float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out vector[i]) || !float.IsFinite(vector[i]))
            {
                throw lines.Wrong($"component {i + 1} of the vector of '{word}' is '{Encoding.UTF8.GetString(number)}' and should be a finite number; restore the file");
            }
        }

        rows.Add(word, vector);
    }

    private static bool TryReadCounts(ReadOnlySpan<byte> line, out int words, out int dimension)
    {
        var blank = line.IndexOf((byte)' ');
        dimension = 0;
        return int.TryParse(line[..Math.Max(0, blank)], NumberStyles.None, CultureInfo.InvariantCulture, out words)
            && int.TryParse(line[(blank + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out dimension);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.TrimEnd(" \r"u8);
}
