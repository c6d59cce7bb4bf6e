namespace RnnOnnx.Trainer.Corpora;

/// <summary>Collects the wanted rows of a file of vectors.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="dimension">Number of components.</param>
/// <param name="selection">What is wanted.</param>
internal sealed class VectorRows(string path, int dimension, VectorSelection selection)
{
    /// <summary>No set in use has more; a larger number is a damaged head.</summary>
    public const int LargestDimension = 10_000;

    private readonly List<string> _words = [];
    private readonly HashSet<string> _seen = [];
    private readonly List<float> _table = [];

    /// <summary>Whether no more rows are wanted.</summary>
    public bool IsFull => _words.Count >= selection.First;

    /// <summary>Whether the row of a word is to be added: it is wanted, and the file has not had it before.</summary>
    public bool Wants(string word) => !IsFull && selection.Wants(word) && !_seen.Contains(word);

    /// <summary>Adds a row.</summary>
    /// <exception cref="CorpusException">A component is no finite number.</exception>
    public void Add(string word, ReadOnlySpan<float> vector)
    {
        foreach (var value in vector)
        {
            if (!float.IsFinite(value))
            {
                throw new CorpusException($"{path}: the vector of '{word}' has the component {value}; restore the file");
            }
        }

        _seen.Add(word);
        _words.Add(word);
        _table.AddRange(vector);
    }

    /// <summary>The rows.</summary>
    public WordVectors Build() => new(WordVectorsFile.Name(path), _words, [.. _table], dimension);
}
