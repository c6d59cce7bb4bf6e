namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Turns Keras' archives of word ranks into flat arrays, with the order in which <c>load_data</c> gives the rows.</summary>
/// <param name="open">Opens one of Keras' archives.</param>
internal sealed class KerasSequences(Func<string, IKerasArchive> open)
{
    // load_data's seed; it shuffles the training rows and goes on with the test rows.
    private const uint Seed = 113;

    /// <summary>A conversion of an archive of one or more parts.</summary>
    /// <param name="rows">Rows of each part.</param>
    /// <param name="labels">Number of labels.</param>
    /// <param name="suffixes">What follows <c>x</c> and <c>y</c> in the arrays' names, part by part.</param>
    public Conversion Parts(int rows, int labels, params IReadOnlyList<string> suffixes) => (original, products, cancellation) =>
    {
        using var archive = open(original);
        using var writer = new NumpyArchiveWriter(products[0]);
        var orders = new NumpyRandomState(Seed);
        foreach (var suffix in suffixes)
        {
            cancellation.ThrowIfCancellationRequested();
            var sequences = archive.Sequences("x" + suffix);
            var classes = archive.Integers("y" + suffix);
            if (sequences.Count != rows || classes.Count != rows)
            {
                throw Wrong(original, $"{sequences.Count:N0} rows in x{suffix} and {classes.Count:N0} in y{suffix}", $"{rows:N0} in each");
            }

            if (classes.FirstOrDefault(c => c < 0 || c >= labels, -1) is var label && label != -1)
            {
                throw Wrong(original, $"the label {label} in y{suffix}", $"labels from 0 to {labels - 1}");
            }

            writer.Add("x" + suffix, [.. sequences.SelectMany(s => s)]);
            writer.Add($"x{suffix}_offsets", Offsets(sequences));
            writer.Add("y" + suffix, [.. classes.Select(c => (byte)c)]);
            writer.Add("order" + suffix, orders.Permutation(rows));
        }
    };

    private static int[] Offsets(IReadOnlyList<int[]> sequences)
    {
        var offsets = new int[sequences.Count + 1];
        for (var row = 0; row < sequences.Count; row++)
        {
            offsets[row + 1] = offsets[row] + sequences[row].Length;
        }

        return offsets;
    }

    private static CorpusException Wrong(string original, string found, string expected) =>
        new($"{original} has {found}, and the original has {expected}; delete it and run it again");
}
