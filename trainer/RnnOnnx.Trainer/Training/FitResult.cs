namespace RnnOnnx.Trainer.Training;

/// <summary>What a training run gave.</summary>
/// <param name="Epochs">Every epoch's figures, in order.</param>
/// <param name="BestEpoch">The epoch whose weights were kept, from 1.</param>
public sealed record FitResult(IReadOnlyList<EpochFigures> Epochs, int BestEpoch)
{
    /// <summary>Why training ended before the recipe's last epoch; null if it did not.</summary>
    public string? StopReason { get; init; }

    /// <summary>Figures of the epoch that was kept.</summary>
    public EpochFigures Best => Epochs[BestEpoch - 1];
}
