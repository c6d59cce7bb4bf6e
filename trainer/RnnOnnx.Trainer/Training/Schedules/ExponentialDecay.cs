using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>Lets the learning rate fall by the same ratio from step to step: <c>RatioPerEpoch ^ ((step - 1) / stepsPerEpoch)</c>.</summary>
/// <param name="RatioPerEpoch">The ratio over an epoch, above 0 and at most 1.</param>
public sealed record ExponentialDecay(double RatioPerEpoch) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override IEnumerable<string> Faults =>
        Fault.If(!(RatioPerEpoch > 0 && RatioPerEpoch <= 1), $"the decay's ratio per epoch is {RatioPerEpoch:R} and must lie above 0 and at most at 1");

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return Math.Pow(RatioPerEpoch, (double)(position.Step - 1) / position.StepsPerEpoch);
    }
}
