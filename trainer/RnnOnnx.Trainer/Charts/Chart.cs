namespace RnnOnnx.Trainer.Charts;

/// <summary>A picture of figures over two axes; <see cref="ChartSvg"/> draws it.</summary>
public sealed record Chart
{
    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>The horizontal axis.</summary>
    public required ChartAxis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required ChartAxis Y { get; init; }

    /// <summary>What is drawn, the first one lowest.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Places of the horizontal axis that are pointed out.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = 440;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 300;
}
