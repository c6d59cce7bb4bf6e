namespace RnnOnnx.Trainer.Charts;

/// <summary>Figures that belong together.</summary>
/// <param name="Name">What the legend calls them; empty for no line in the legend.</param>
/// <param name="Points">The figures; one that is no finite number interrupts a line.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>How they are drawn.</summary>
    public ChartSeriesKind Kind { get; init; } = ChartSeriesKind.Line;

    /// <summary>Width of a bar in units of the horizontal axis; bars stand to the right of their points.</summary>
    public double BarWidth { get; init; } = 1;

    /// <summary>Whether the points' labels are written beside them, and not only shown to who points at them.</summary>
    public bool ShowsLabels { get; init; }
}
