namespace RnnOnnx.Trainer.Training.Teaching;

/// <summary>Which sequences of one to three ids each text has, of those that several texts have.</summary>
internal static class NGrams
{
    private const int Longest = 3;
    private const int BitsOfAnId = 64 / Longest;

    /// <summary>Counts the n-grams of texts.</summary>
    /// <param name="texts">The ids of each, below two million.</param>
    /// <param name="leastTexts">N-grams of fewer texts are left out.</param>
    /// <returns>A row for each text with a column for each n-gram, in an order of no meaning.</returns>
    public static SparseRows Of(IReadOnlyList<int[]> texts, int leastTexts)
    {
        var rows = texts.Select(Distinct).ToArray();
        ulong[] all = [.. rows.SelectMany(row => row)];
        Array.Sort(all);
        var columns = new Dictionary<ulong, int>();
        for (int start = 0, end; start < all.Length; start = end)
        {
            for (end = start; end < all.Length && all[end] == all[start]; end++)
            {
            }

            if (end - start >= leastTexts)
            {
                columns.Add(all[start], columns.Count);
            }
        }

        var kept = new List<int>();
        var ends = new int[rows.Length];
        foreach (var (number, row) in rows.Index())
        {
            foreach (var gram in row)
            {
                if (columns.TryGetValue(gram, out var column))
                {
                    kept.Add(column);
                }
            }

            ends[number] = kept.Count;
        }

        return new SparseRows([.. kept], ends, columns.Count);
    }

    // An n-gram is one number: its ids, each one higher so that a shorter n-gram is no longer one that begins with zeros.
    private static ulong[] Distinct(int[] ids)
    {
        var grams = new HashSet<ulong>();
        for (var start = 0; start < ids.Length; start++)
        {
            var gram = 0UL;
            for (var i = start; i < Math.Min(ids.Length, start + Longest); i++)
            {
                gram = (gram << BitsOfAnId) | ((ulong)ids[i] + 1);
                grams.Add(gram);
            }
        }

        ulong[] distinct = [.. grams];
        Array.Sort(distinct);
        return distinct;
    }
}
