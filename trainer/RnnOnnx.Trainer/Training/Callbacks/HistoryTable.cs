using System.Text;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Writes <c>history.csv</c>, one row per epoch that is done. The whole file is written anew after each epoch, so a run that goes on after a break has every epoch once.</summary>
/// <param name="folder">The run's folder of logs.</param>
public sealed class HistoryTable(string folder) : ITrainingCallback
{
    /// <summary>The table's file name.</summary>
    public const string FileName = "history.csv";

    private const string Header = "epoch,loss,accuracy,validation_loss,validation_accuracy,test_loss,test_accuracy,learning_rate,seconds";

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
        var lines = new StringBuilder(Header).Append('\n');
        foreach (var epoch in _run!.Epochs)
        {
            lines.Append(
                $"{epoch.Epoch},{epoch.Loss:R},{epoch.Accuracy:R},{epoch.Validation.Loss:R},{epoch.Validation.Accuracy:R},{epoch.Test?.Loss:R},{epoch.Test?.Accuracy:R},"
                + $"{_run.LearningRateAtEndOf(epoch.Epoch):R},{epoch.Seconds:F3}\n");
        }

        LogFolder.Writing(folder, () =>
        {
            Directory.CreateDirectory(folder);
            DurableFile.Replace(Path.Combine(folder, FileName), Encoding.UTF8.GetBytes(lines.ToString()));
        });
    }
}
