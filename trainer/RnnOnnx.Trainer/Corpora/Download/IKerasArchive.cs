namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>The arrays of one of Keras' own <c>.npz</c> files, whose sequences are Python objects.</summary>
public interface IKerasArchive : IDisposable
{
    /// <summary>An array of lists of integers.</summary>
    /// <exception cref="CorpusException">It is missing, damaged, or holds anything else.</exception>
    IReadOnlyList<int[]> Sequences(string array);

    /// <summary>An array of integers.</summary>
    /// <exception cref="CorpusException">It is missing, damaged, or holds anything else.</exception>
    IReadOnlyList<int> Integers(string array);
}
