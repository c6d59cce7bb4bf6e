using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>The mean of the weights after every step, each step counting <c>Decay</c> times as much as the one after it.</summary>
/// <remarks>After <c>n</c> steps: <c>sum of Decay^(n - i) w_i / sum of Decay^(n - i)</c>, i from 1 to n. The first weights of all, before the first step, have no part in it, so nothing has to be corrected for them.</remarks>
/// <param name="Decay">Above 0 and below 1; about <c>1 / (1 - Decay)</c> steps count.</param>
public sealed record ExponentialAverage(double Decay) : WeightAverage
{
    /// <inheritdoc/>
    public override IEnumerable<string> Faults => Fault.If(!(Decay > 0 && Decay < 1), $"the weight average's decay is {Decay:R} and must lie between 0 and 1");

    /// <inheritdoc/>
    public override double? Share(TrainingPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return (1 - Decay) / (1 - Math.Pow(Decay, position.Step));
    }
}
