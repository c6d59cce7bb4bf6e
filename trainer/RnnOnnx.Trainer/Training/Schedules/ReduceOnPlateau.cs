using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>Multiplies the learning rate by a factor whenever so many epochs on end have not been better than the best one before them.</summary>
/// <param name="Ratio">The factor, above 0 and below 1.</param>
/// <param name="Patience">Epochs without a better one, at least 1; they are counted anew after each reduction.</param>
/// <param name="Monitor">By which figure of the validation part epochs are compared.</param>
/// <param name="MinimumDelta">An epoch is better only by more than this, 0 or more.</param>
/// <param name="LowestRatio">The learning rate never falls below this part of the recipe's, from 0 to 1.</param>
public sealed record ReduceOnPlateau(double Ratio, int Patience, MonitoredFigure Monitor = MonitoredFigure.Loss, double MinimumDelta = 1e-4, double LowestRatio = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override IEnumerable<string> Faults =>
    [
        .. Fault.If(!Enum.IsDefined(Monitor), $"the plateau's figure {Monitor} is not known"),
        .. Fault.If(!(Ratio > 0 && Ratio < 1), $"the plateau's ratio is {Ratio:R} and must lie between 0 and 1"),
        .. Fault.If(Patience < 1, $"the plateau's patience is {Patience} and must be 1 or more"),
        .. Fault.If(!(MinimumDelta >= 0 && double.IsFinite(MinimumDelta)), $"the plateau's minimum delta is {MinimumDelta:R} and must be 0 or more"),
        .. Fault.If(!(LowestRatio >= 0 && LowestRatio <= 1), $"the plateau's lowest ratio is {LowestRatio:R} and must lie from 0 to 1"),
    ];

    /// <inheritdoc/>
    public override double Factor(TrainingPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        var (factor, waited, best) = (1.0, 0, (Figures?)null);
        foreach (var epoch in position.Done.Take(position.Epoch - 1))
        {
            if (epoch.Validation.AreBetterThan(best, Monitor, MinimumDelta))
            {
                (best, waited) = (epoch.Validation, 0);
            }
            else if (++waited == Patience)
            {
                (factor, waited) = (Math.Max(factor * Ratio, LowestRatio), 0);
            }
        }

        return factor;
    }
}
