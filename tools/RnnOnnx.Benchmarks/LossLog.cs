using RnnOnnx.Trainer.Training.Callbacks;

namespace RnnOnnx.Benchmarks;

/// <summary>Notes the loss of every step.</summary>
internal sealed class LossLog : ITrainingCallback
{
    /// <summary>The losses so far.</summary>
    public List<double> Losses { get; } = [];

    /// <inheritdoc/>
    public string Name => "loss-log";

    /// <inheritdoc/>
    public void AfterStep(StepFigures figures) => Losses.Add(figures.Loss);
}
