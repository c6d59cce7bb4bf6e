namespace RnnOnnx.Trainer.Corpora;

/// <summary>Rows of a corpus to train on, and rows held out to choose or to report on. The same arguments give the same rows on every machine.</summary>
/// <param name="Training">Rows of the training part to train on.</param>
/// <param name="HeldOut">Rows held out: of the training part, or of the test part if <paramref name="HeldOutIsTest"/>.</param>
/// <param name="HeldOutIsTest">Whether <paramref name="HeldOut"/> counts rows of the corpus' own test part.</param>
public sealed record CorpusSplit(IReadOnlyList<int> Training, IReadOnlyList<int> HeldOut, bool HeldOutIsTest = false)
{
    /// <summary>Holds out a share of each class (document 000: a tenth, seed 42). Both parts come out shuffled.</summary>
    /// <param name="labels">One label per row, from 0.</param>
    /// <param name="share">Share held out, between 0 and 1. As in scikit-learn the number of rows is rounded up; a class' own number differs from its exact share by less than one.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    public static CorpusSplit Stratified(IReadOnlyList<int> labels, double share, int seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        CheckShare(share);
        var exact = labels.CountBy(label => label).OrderBy(c => c.Key).Select(c => (Label: c.Key, Rows: c.Value * share)).ToArray();
        var wanted = exact.ToDictionary(c => c.Label, c => (int)c.Rows);
        var missing = (int)Math.Ceiling(labels.Count * share) - wanted.Values.Sum();
        foreach (var (label, _) in exact.OrderByDescending(c => c.Rows - (int)c.Rows).Take(missing))
        {
            wanted[label]++;
        }

        var rows = Shuffled(labels.Count, seed).ToLookup(row => wanted[labels[row]]-- > 0);
        return new CorpusSplit([.. rows[false]], [.. rows[true]]);
    }

    /// <summary>Shuffles with a seed and holds out the last share (document 001: the first 80 % train; and the tenth on which epochs are chosen).</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="share">Share held out, between 0 and 1; at least one row is.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    public static CorpusSplit LastOfShuffled(int count, double share, int seed)
    {
        CheckShare(share);
        var rows = Shuffled(count, seed);
        var held = Math.Max(1, (int)Math.Round(count * share));
        return new CorpusSplit(rows[..^held], rows[^held..]);
    }

    /// <summary>Holds out the last share without shuffling: Keras' <c>validation_split</c>, which trains on the first <c>floor(count * (1 - share))</c> rows (document 002: 7,185 of 8,982).</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="share">Share held out, between 0 and 1.</param>
    public static CorpusSplit LastOfFile(int count, double share)
    {
        CheckShare(share);
        var training = (int)(count * (1 - share));
        return new CorpusSplit([.. Enumerable.Range(0, training)], [.. Enumerable.Range(training, count - training)]);
    }

    /// <summary>Trains on the whole training part and holds out the corpus' own test part.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <exception cref="CorpusException">It has no test part.</exception>
    public static CorpusSplit Official(ICorpus corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        return corpus.TestLabels.Count > 0
            ? new CorpusSplit([.. Enumerable.Range(0, corpus.TrainingLabels.Count)], [.. Enumerable.Range(0, corpus.TestLabels.Count)], true)
            : throw new CorpusException($"the corpus '{corpus.Name}' has no test part of its own; hold out a share of its {corpus.TrainingLabels.Count} texts instead");
    }

    private static int[] Shuffled(int count, int seed)
    {
        // A seeded Random is the same algorithm in every .NET; one without a seed is not.
        var rows = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(rows);
        return rows;
    }

    private static void CheckShare(double share)
    {
        if (share is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share held out lies between 0 and 1.");
        }
    }
}
