using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>Lets the learning rate rise in a straight line over the first steps, then fall along half a cosine wave to the end of the run.</summary>
/// <remarks>
/// With <c>t</c> the steps done, <c>w</c> those of the warm-up and <c>n</c> those of the run: <c>(t + 1) / w</c> while <c>t &lt; w</c>, then
/// <c>LowestRatio + (1 - LowestRatio) (1 + cos(pi (t - w) / (n - w))) / 2</c> (Loshchilov and Hutter, SGDR, without restarts). An early stop cuts the wave off.
/// </remarks>
/// <param name="WarmUpSteps">Steps of the warm-up, 0 for none. One that is longer than the run is cut off with it.</param>
/// <param name="LowestRatio">What is left of the learning rate at the end, from 0 to 1.</param>
public sealed record CosineDecay(int WarmUpSteps = 0, double LowestRatio = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override IEnumerable<string> Faults =>
    [
        .. Fault.If(WarmUpSteps < 0, $"warm-up steps are {WarmUpSteps} and must be 0 or more"),
        .. Fault.If(!(LowestRatio >= 0 && LowestRatio <= 1), $"the cosine's lowest ratio is {LowestRatio:R} and must lie from 0 to 1"),
    ];

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        var done = position.Step - 1;
        if (done < WarmUpSteps)
        {
            return (done + 1.0) / WarmUpSteps;
        }

        var progress = (double)(done - WarmUpSteps) / (((long)position.StepsPerEpoch * position.Epochs) - WarmUpSteps);
        return LowestRatio + ((1 - LowestRatio) * (1 + Math.Cos(Math.PI * progress)) / 2);
    }
}
