using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Words and their vectors. Immutable.</summary>
public sealed class WordVectors
{
    private readonly Dictionary<string, int> _rows;
    private readonly float[] _table;

    /// <summary>Creates them.</summary>
    /// <param name="name">Where the vectors come from, for the manifest.</param>
    /// <param name="words">The words, each once; their order is kept.</param>
    /// <param name="table">The vectors <c>[word, dimension]</c>, row by row.</param>
    /// <param name="dimension">Number of components of a vector.</param>
    /// <exception cref="ArgumentException">The table's size is another, or a word comes twice.</exception>
    public WordVectors(string name, IReadOnlyList<string> words, float[] table, int dimension)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (table.Length != (long)words.Count * dimension)
        {
            throw new ArgumentException($"{words.Count} words of {dimension} components need {(long)words.Count * dimension} numbers, not {table.Length}.", nameof(table));
        }

        (Name, Words, _table, Dimension) = (name, words, table, dimension);
        _rows = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        foreach (var word in words)
        {
            _rows.Add(word, _rows.Count);
        }
    }

    /// <summary>Where the vectors come from.</summary>
    public string Name { get; }

    /// <summary>The words; a word's place is its row.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Number of components of a vector.</summary>
    public int Dimension { get; }

    /// <summary>The vectors <c>[word, dimension]</c>, row by row.</summary>
    public ReadOnlySpan<float> Table => _table;

    /// <summary>The vector of a row.</summary>
    public ReadOnlySpan<float> this[int row] => _table.AsSpan(row * Dimension, Dimension);

    /// <summary>Looks a word up, as it is written.</summary>
    /// <param name="word">The word.</param>
    /// <param name="row">Its row when there is one.</param>
    public bool TryGetRow(string word, out int row) => _rows.TryGetValue(word, out row);

    /// <summary>SHA-256 over the dimension's and every word's UTF-8 line, and the table's little-endian bytes.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Dimension}\n"));
        foreach (var word in Words)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(word + "\n"));
        }

        hash.AppendData(MemoryMarshal.AsBytes(_table.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>These vectors, and behind them those of another set whose words these lack.</summary>
    /// <param name="other">The other set, of the same dimension.</param>
    /// <exception cref="CorpusException">Its dimension is another.</exception>
    public WordVectors With(WordVectors other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Dimension != Dimension)
        {
            throw new CorpusException($"the vectors '{Name}' have {Dimension} dimensions and '{other.Name}' have {other.Dimension}; take two sets of one dimension");
        }

        var added = Enumerable.Range(0, other.Words.Count).Where(row => !_rows.ContainsKey(other.Words[row])).ToArray();
        var table = new float[_table.Length + (added.Length * Dimension)];
        _table.CopyTo(table, 0);
        for (var i = 0; i < added.Length; i++)
        {
            other[added[i]].CopyTo(table.AsSpan(_table.Length + (i * Dimension)));
        }

        return new WordVectors($"{Name} + {other.Name}", [.. Words, .. added.Select(row => other.Words[row])], table, Dimension);
    }

    /// <summary>Counts which of the commonest words have no vector.</summary>
    /// <param name="byCount">Words by falling count.</param>
    /// <param name="commonest">How many of them to look up.</param>
    public VectorCoverage Cover(IEnumerable<string> byCount, int commonest)
    {
        var looked = byCount.Take(commonest).ToArray();
        return new VectorCoverage(Name, looked.Length, [.. looked.Where(word => !_rows.ContainsKey(word))]);
    }
}
