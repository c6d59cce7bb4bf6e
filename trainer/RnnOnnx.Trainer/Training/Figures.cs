namespace RnnOnnx.Trainer.Training;

/// <summary>How well a network does on some texts.</summary>
/// <param name="Loss">Mean cross-entropy in nats.</param>
/// <param name="Accuracy">Share of right answers.</param>
public sealed record Figures(double Loss, double Accuracy)
{
    /// <summary>Share of the steps whose own answer is right; null for networks that score only whole texts.</summary>
    public double? StepAccuracy { get; init; }

    /// <summary>Whether these are better than others by more than a given difference.</summary>
    /// <param name="others">The others; null for none, than which all are better.</param>
    /// <param name="by">What counts.</param>
    /// <param name="minimumDelta">The difference, 0 or more.</param>
    public bool AreBetterThan(Figures? others, MonitoredFigure by, double minimumDelta = 0) =>
        others is null || (by == MonitoredFigure.Loss ? others.Loss - Loss : Accuracy - others.Accuracy) > minimumDelta;
}
