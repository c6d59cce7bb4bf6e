namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Turns Keras' archives of word ranks, whose texts are Python lists, into flat arrays, with the order in which <c>load_data</c> gives the rows.</summary>
internal static class KerasSequences
{
    // load_data's seed; it shuffles the training rows and goes on with the test rows.
    private const uint Seed = 113;

    /// <summary>A conversion of an archive of one or more parts.</summary>
    /// <param name="rows">Rows of each part.</param>
    /// <param name="labels">Number of labels.</param>
    /// <param name="suffixes">What follows <c>x</c> and <c>y</c> in the arrays' names, part by part.</param>
    public static Conversion Parts(int rows, int labels, params IReadOnlyList<string> suffixes) => (original, products, cancellation) =>
    {
        using var archive = NumpyArchive.Open(original);
        using var writer = new NumpyArchiveWriter(products[0]);
        var orders = new NumpyRandomState(Seed);
        foreach (var suffix in suffixes)
        {
            cancellation.ThrowIfCancellationRequested();
            var sequences = archive.Lists("x" + suffix);
            var classes = archive.Int64s("y" + suffix);
            if (sequences.Length != rows || classes.Length != rows)
            {
                throw Wrong(original, $"{sequences.Length:N0} rows in x{suffix} and {classes.Length:N0} in y{suffix}", $"{rows:N0} in each");
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

    private static int[] Offsets(int[][] sequences)
    {
        var offsets = new int[sequences.Length + 1];
        for (var row = 0; row < sequences.Length; row++)
        {
            offsets[row + 1] = offsets[row] + sequences[row].Length;
        }

        return offsets;
    }

    private static CorpusException Wrong(string original, string found, string expected) =>
        new($"{original} has {found}, and the original has {expected}; delete it and run it again");
}
