using RnnOnnx.Trainer.Charts;

namespace RnnOnnx.Trainer.Statistics;

/// <summary>Shows the lengths of texts as a chart.</summary>
public static class LengthHistogram
{
    private const int Bars = 40;

    /// <summary>A histogram up to the 99th percentile; the last bar holds the longer texts too.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="part">The texts; at least one.</param>
    /// <param name="length">A length to mark; one beyond the last bar is not.</param>
    public static Chart Of(string title, CorpusPart part, int length)
    {
        ArgumentNullException.ThrowIfNull(part);
        var wide = Math.Max(1, (int)Math.Ceiling((part.Percentile(.99) + 1) / (double)Bars));
        var counts = new int[Bars];
        foreach (var l in part.Lengths)
        {
            counts[Math.Min(l / wide, Bars - 1)]++;
        }

        string Range(int bar) => bar == Bars - 1 ? $"{bar * wide} and more" : wide == 1 ? $"{bar}" : $"{bar * wide} to {((bar + 1) * wide) - 1}";
        return new Chart
        {
            Title = title,
            Width = 720,
            Height = 320,
            X = new ChartAxis("tokens of a text") { IsWhole = true },
            Y = new ChartAxis("texts") { IsWhole = true },
            Series = [new ChartSeries("", [.. counts.Select((count, bar) => new ChartPoint(bar * wide, count, $"{Range(bar)}: {count} texts"))]) { Kind = ChartSeriesKind.Bars, BarWidth = wide }],
            Marks = length < Bars * wide ? [new ChartMark(length, $"{length} steps")] : [],
        };
    }
}
