namespace RnnOnnx.Trainer.Charts;

/// <summary>A place of the horizontal axis that is pointed out by a line.</summary>
/// <param name="X">The place.</param>
/// <param name="Label">What is there.</param>
public sealed record ChartMark(double X, string Label);
