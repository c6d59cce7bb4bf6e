namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>The recipe's learning rate in every step.</summary>
public sealed record ConstantRate : LearningRateSchedule
{
    /// <inheritdoc/>
    public override IEnumerable<string> Faults => [];

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position) => 1;
}
