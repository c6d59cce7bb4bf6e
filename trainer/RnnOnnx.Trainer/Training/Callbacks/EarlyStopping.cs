namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Ends training after some epochs without a better one.</summary>
/// <param name="patience">So many.</param>
public sealed class EarlyStopping(int patience) : ITrainingCallback
{
    private TrainingRun? _run;
    private int _best;

    /// <inheritdoc/>
    public string Name => "early-stopping";

    /// <inheritdoc/>
    public void Begin(TrainingRun run) => _run = run;

    /// <inheritdoc/>
    public void AfterEpoch(EpochFigures figures, bool isBest)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (isBest)
        {
            _best = figures.Epoch;
        }
        else if (figures.Epoch - _best >= patience)
        {
            _run!.Stop($"no epoch since epoch {_best} was better");
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Write(_best);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _best = state.ReadInt32();
    }
}
