using RnnOnnx.Trainer.Charts;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>Draws the figures of a run over time.</summary>
internal static class SoakChart
{
    private const int Width = 620;
    private const int Height = 380;

    /// <summary>Memory and latency, side by side.</summary>
    /// <param name="rows">The run's figures.</param>
    /// <param name="memory">How resident memory went; null if the run was too short to tell.</param>
    public static string Draw(IReadOnlyList<SoakRow> rows, Trend? memory)
    {
        var end = rows.Count == 0 ? 0 : rows[^1].Seconds;
        var (unit, seconds) = end >= 600 ? ("min", 60) : ("s", 1);
        var time = new ChartAxis($"time ({unit})") { Minimum = 0 };
        ChartSeries Line(string name, Func<SoakRow, double?> figure) => new(name, [.. rows.Select(row => new ChartPoint(row.Seconds / seconds, figure(row) ?? double.NaN))]);
        ChartSeries Median(string name, double median, double from, double to) =>
            new($"{name}: {median:F1} MB", [new ChartPoint(end * from / seconds, median), new ChartPoint(end * to / seconds, median)]) { Kind = ChartSeriesKind.Guide };
        return ChartSvg.Draw(
            new Chart
            {
                Title = "Memory under load",
                X = time,
                Y = new ChartAxis("MB") { Minimum = 0 },
                Series =
                [
                    Line("resident", static row => row.Process.Resident),
                    Line("managed", static row => row.Process.Managed),
                    .. memory is null ? Array.Empty<ChartSeries>() : [Median("second quarter", memory.Early, .25, .5), Median("last quarter", memory.Late, .75, 1)],
                ],
                Width = Width,
                Height = Height,
            },
            new Chart
            {
                Title = "Time of a single text under load",
                X = time,
                Y = new ChartAxis("ms") { IsLogarithmic = true },
                Series = [Line("p50", static row => row.P50), Line("p99", static row => row.P99)],
                Width = Width,
                Height = Height,
            });
    }
}
