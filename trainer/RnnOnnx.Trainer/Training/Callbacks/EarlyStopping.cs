namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Ends training after some epochs on end of which none was better than the best one before them. It follows from the figures alone, so a run that goes on after a break needs no memory of it.</summary>
/// <param name="patience">So many epochs.</param>
/// <param name="minimumDelta">An epoch is better only by more than this; the one that is kept is the best all the same.</param>
public sealed class EarlyStopping(int patience, double minimumDelta) : ITrainingCallback
{
    private TrainingRun? _run;

    /// <inheritdoc/>
    public string Name => "early-stopping";

    /// <inheritdoc/>
    public void Begin(TrainingRun run) => _run = run;

    /// <inheritdoc/>
    public void AfterEpoch(EpochFigures figures, bool isBest)
    {
        EpochFigures? best = null;
        foreach (var epoch in _run!.Epochs)
        {
            if (epoch.Validation.AreBetterThan(best?.Validation, _run.Monitor, minimumDelta))
            {
                best = epoch;
            }
            else if (epoch.Epoch - best!.Epoch >= patience)
            {
                _run.Stop($"no epoch since epoch {best.Epoch} was better{(minimumDelta > 0 ? $" by more than {minimumDelta:R}" : "")}");
                return;
            }
        }
    }
}
