namespace RnnOnnx.Benchmarks.Soak;

/// <summary>How much of something a run held in its second quarter and in its last, each the median of its rows. The first quarter, in which a process fills its caches, does not count.</summary>
/// <param name="Name">What was held.</param>
/// <param name="Unit">After the figures; empty for a mere number.</param>
/// <param name="Early">Median of the second quarter.</param>
/// <param name="Late">Median of the last quarter.</param>
/// <param name="Share">Growth up to this share of <paramref name="Early"/> is none.</param>
/// <param name="Least">Nor is growth up to this.</param>
internal sealed record Trend(string Name, string Unit, double Early, double Late, double Share, double Least)
{
    /// <summary>The first minutes fill what is kept for good: compiled code, buffers for each shape of batch, the allocator's pools of each thread. A quarter of this is more than they take.</summary>
    public static readonly TimeSpan ShortestRun = TimeSpan.FromMinutes(10);

    private const int FewestRows = 5;

    /// <summary>Whether more is held in the end, by more than both bounds.</summary>
    public bool Grows => Late - Early > Math.Max(Early * Share, Least);

    /// <summary>Memory, threads and open files of a run; none if it was too short to tell.</summary>
    public static IReadOnlyList<Trend> Of(IReadOnlyList<SoakRow> rows)
    {
        var end = rows.Count == 0 ? 0 : rows[^1].Seconds;
        SoakRow[] early = [.. rows.Where(row => row.Seconds > end / 4 && row.Seconds <= end / 2)];
        SoakRow[] late = [.. rows.Where(row => row.Seconds > end * 3 / 4)];
        if (end < ShortestRun.TotalSeconds || early.Length < FewestRows || late.Length < FewestRows)
        {
            return [];
        }

        Trend Median(string name, string unit, Func<SoakRow, double> figure, double share, double least) => new(name, unit, MedianOf(early.Select(figure)), MedianOf(late.Select(figure)), share, least);
        return
        [
            Median("resident memory", " MB", static row => row.Process.Resident, .05, 10),
            Median("threads", "", static row => row.Process.Threads, .1, 8),
            Median("open files", "", static row => row.Process.Files, .05, 8),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {Early:F1}{Unit} in the second quarter, {Late:F1}{Unit} in the last: {(Grows ? "GROWS" : "flat")} (medians; growth is more than {Share:P0} and more than {Least}{Unit})";

    private static double MedianOf(IEnumerable<double> figures)
    {
        var ordered = figures.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
