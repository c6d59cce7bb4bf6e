namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>A step of the optimizer within its run: all that schedules and averages go by.</summary>
/// <param name="Step">Number of the step in the whole run, from 1.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="Epochs">Epochs of the run, if nothing ends it early.</param>
/// <param name="Done">Figures of the epochs before the step's, in order; more are not looked at.</param>
public sealed record TrainingPosition(int Step, int StepsPerEpoch, int Epochs, IReadOnlyList<EpochFigures> Done)
{
    /// <summary>The step's epoch, from 1.</summary>
    public int Epoch => ((Step - 1) / StepsPerEpoch) + 1;

    /// <summary>Whether the step is its epoch's last.</summary>
    public bool IsLastOfEpoch => Step % StepsPerEpoch == 0;
}
