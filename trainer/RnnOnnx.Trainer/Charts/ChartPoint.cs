namespace RnnOnnx.Trainer.Charts;

/// <summary>A figure of a chart.</summary>
/// <param name="X">Its place on the horizontal axis.</param>
/// <param name="Y">Its place on the vertical axis.</param>
/// <param name="Label">What is said of it; null for its two values.</param>
public readonly record struct ChartPoint(double X, double Y, string? Label = null);
