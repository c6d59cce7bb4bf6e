using System.Text;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Writes the figures of every epoch that is done, with its learning rate and seconds, into <c>history.csv</c>. The whole file is written anew after each epoch, so a run that goes on after a break has every epoch once.</summary>
/// <param name="folder">The run's folder of logs.</param>
public sealed class HistoryTable(string folder) : ITrainingCallback
{
    private TrainingRun? _run;

    /// <inheritdoc/>
    public string Name => "history";

    /// <inheritdoc/>
    public void Begin(TrainingRun run)
    {
        _run = run;
        Write();
    }

    /// <inheritdoc/>
    public void AfterEpoch(EpochFigures figures, bool isBest) => Write();

    private void Write()
    {
        var epochs = _run!.Epochs;
        var table = TrainingHistory.Of(epochs).Csv(
            ("learning_rate", place => _run.LearningRateAtEndOf(epochs[place].Epoch)), ("seconds", place => Math.Round(epochs[place].Seconds, 3)));
        LogFolder.Writing(folder, () =>
        {
            Directory.CreateDirectory(folder);
            DurableFile.Replace(Path.Combine(folder, TrainingHistory.FileName), Encoding.UTF8.GetBytes(table));
        });
    }
}
