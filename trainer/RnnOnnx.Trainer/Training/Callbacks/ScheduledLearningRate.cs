namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Sets the learning rate of every step as the recipe's schedule has it.</summary>
public sealed class ScheduledLearningRate : ITrainingCallback
{
    private TrainingRun? _run;

    /// <inheritdoc/>
    public string Name => "learning-rate";

    /// <inheritdoc/>
    public void Begin(TrainingRun run) => _run = run;

    /// <inheritdoc/>
    public void BeforeStep(int step) => _run!.LearningRate = _run.Recipe.LearningRateAt(_run.Position(step));
}
