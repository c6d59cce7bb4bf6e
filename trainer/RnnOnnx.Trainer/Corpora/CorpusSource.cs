namespace RnnOnnx.Trainer.Corpora;

/// <summary>How the catalog comes by a corpus.</summary>
/// <param name="Files">The files that the real one needs, below the data folder.</param>
/// <param name="Read">Reads the real one from the data folder.</param>
/// <param name="Sample">Makes the sample.</param>
/// <typeparam name="T">The kind of corpus.</typeparam>
internal sealed record CorpusSource<T>(IReadOnlyList<string> Files, Func<string, T> Read, Func<T> Sample)
    where T : class, ICorpus;
