using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>Multiplies the learning rate by a factor after every so many epochs: <c>Ratio ^ floor((epoch - 1) / EveryEpochs)</c>.</summary>
/// <param name="EveryEpochs">So many, at least one.</param>
/// <param name="Ratio">The factor, above 0 and at most 1.</param>
public sealed record StepDecay(int EveryEpochs, double Ratio) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override IEnumerable<string> Faults =>
    [
        .. Fault.If(EveryEpochs < 1, $"epochs between two steps of the decay are {EveryEpochs} and must be 1 or more"),
        .. Fault.If(!(Ratio > 0 && Ratio <= 1), $"the decay's ratio is {Ratio:R} and must lie above 0 and at most at 1"),
    ];

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return Math.Pow(Ratio, (position.Epoch - 1) / EveryEpochs);
    }
}
