using System.Runtime.InteropServices;
using System.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads a float16 table <c>NAME.f16.npy</c> <c>[word, dimension]</c> beside <c>NAME.words.txt</c>, a word a line.</summary>
internal static class WordVectorsNumpy
{
    private const string Ending = ".f16.npy";
    private const int LongestWord = 4096;

    /// <summary>Reads the wanted rows.</summary>
    /// <param name="path">The table.</param>
    /// <param name="selection">What is wanted.</param>
    /// <exception cref="CorpusException">A file is missing or damaged, or the two do not fit together.</exception>
    public static WordVectors Read(string path, VectorSelection selection)
    {
        if (!path.EndsWith(Ending, StringComparison.Ordinal))
        {
            throw new CorpusException($"{path} should be called NAME{Ending}, with the words in NAME.words.txt; rename it");
        }

        using var table = PackedFile.Open(path);
        using var words = new Utf8Lines(PackedFile.Open(path[..^Ending.Length] + ".words.txt"), path[..^Ending.Length] + ".words.txt", LongestWord);
        var header = NumpyHeader.Read(table, path);
        if (header.Type != "<f2" || header.Shape.Count != 2 || header.Shape[1] is < 1 or > VectorRows.LargestDimension)
        {
            throw new CorpusException($"{path} should be a table of <f2 with one row a word and its header says {header.Text}; restore the file");
        }

        var (count, dimension) = (header.Shape[0], (int)header.Shape[1]);
        if (count * dimension * 2 != table.Length - header.Bytes)
        {
            throw new CorpusException($"{path} announces {count} rows of {dimension} numbers and holds {table.Length - header.Bytes} bytes; restore the file");
        }

        var rows = new VectorRows(path, dimension, selection);
        var halves = new Half[dimension];
        while (!rows.IsFull && words.Next(out var line))
        {
            if (words.Number > count)
            {
                break;
            }

            table.ReadExactly(MemoryMarshal.AsBytes(halves.AsSpan()));
            var word = Encoding.UTF8.GetString(line);
            if (rows.Wants(word))
            {
                rows.Add(word, Array.ConvertAll(halves, half => (float)half));
            }
        }

        return rows.IsFull || (words.Number == count && !words.Next(out _))
            ? rows.Build()
            : throw new CorpusException($"{path} has {count} rows and its list of words another number; restore both files");
    }
}
