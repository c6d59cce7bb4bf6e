namespace RnnOnnx.Trainer.Charts;

/// <summary>How figures are drawn.</summary>
public enum ChartSeriesKind
{
    /// <summary>Points joined in their order.</summary>
    Line,

    /// <summary>Points alone.</summary>
    Points,

    /// <summary>Bars from the bottom.</summary>
    Bars,

    /// <summary>A thin grey line to compare others with.</summary>
    Guide,
}
