namespace RnnOnnx.Trainer.Training;

/// <summary>How well a network does on some texts.</summary>
/// <param name="Loss">Mean cross-entropy in nats.</param>
/// <param name="Accuracy">Share of right answers.</param>
public sealed record Figures(double Loss, double Accuracy)
{
    /// <summary>Share of the steps whose own answer is right; null for networks that score only whole texts.</summary>
    public double? StepAccuracy { get; init; }
}
