using RnnOnnx.Trainer.Training.Callbacks;

namespace RnnOnnx.Benchmarks;

/// <summary>Notes the loss of every step, and the processor time of an epoch's steps.</summary>
internal sealed class StepLog : ITrainingCallback
{
    private TimeSpan _begin;

    /// <summary>The losses so far.</summary>
    public List<double> Losses { get; } = [];

    /// <summary>What the steps cost the process, all its threads taken together.</summary>
    public double ProcessorSeconds { get; private set; }

    /// <inheritdoc/>
    public string Name => "step-log";

    /// <inheritdoc/>
    public void Begin(TrainingRun run) => _begin = Environment.CpuUsage.TotalTime;

    /// <inheritdoc/>
    public void AfterStep(StepFigures figures) => Losses.Add(figures.Loss);

    /// <inheritdoc/>
    public void BeforeEvaluation(int epoch) => ProcessorSeconds = (Environment.CpuUsage.TotalTime - _begin).TotalSeconds;
}
