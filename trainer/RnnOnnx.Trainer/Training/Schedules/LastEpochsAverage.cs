using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>The mean of the weights at the end of each of the run's last epochs, as far as it has come (Izmailov and others, "Averaging Weights Leads to Wider Optima and Better Generalization").</summary>
/// <remarks>Epochs before them are evaluated with their own weights. A run that stops before them has no average.</remarks>
/// <param name="Epochs">So many epochs, at least 1.</param>
public sealed record LastEpochsAverage(int Epochs) : WeightAverage
{
    /// <inheritdoc/>
    public override IEnumerable<string> Faults => Fault.If(Epochs < 1, $"the weight average's epochs are {Epochs} and must be 1 or more");

    /// <inheritdoc/>
    public override double? Share(TrainingPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        var number = position.Epoch - Math.Max(position.Epochs - Epochs, 0);
        return position.IsLastOfEpoch && number >= 1 ? 1.0 / number : null;
    }
}
