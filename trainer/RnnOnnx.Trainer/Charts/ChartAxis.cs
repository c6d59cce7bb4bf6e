namespace RnnOnnx.Trainer.Charts;

/// <summary>An axis of a chart.</summary>
/// <param name="Title">What is measured, with its unit.</param>
public sealed record ChartAxis(string Title)
{
    /// <summary>Where it begins; null for where the figures do.</summary>
    public double? Minimum { get; init; }

    /// <summary>Where it ends; null for where the figures do.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether equal distances are equal factors. Figures that are not above 0 are then left out.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether only whole numbers have a meaning, as with epochs.</summary>
    public bool IsWhole { get; init; }
}
