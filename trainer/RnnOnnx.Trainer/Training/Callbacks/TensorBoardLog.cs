using RnnOnnx.Trainer.Training.TensorBoard;

namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Writes figures for TensorBoard, with the folders and tags of Keras: <c>train</c> and <c>validation</c>, <c>epoch_loss</c>, <c>epoch_accuracy</c>, <c>epoch_learning_rate</c>; and every 50 steps <c>batch_loss</c>, <c>batch_accuracy</c>, <c>batch_learning_rate</c>.</summary>
/// <remarks>
/// Epochs and steps are counted from 1. Loss and accuracy of a batch are means over the steps of the epoch since the last such record. A run that goes on
/// after a break writes a further file without what the files before it have; one that begins anew removes them.
/// </remarks>
/// <param name="folder">The run's folder of logs.</param>
/// <param name="time">The clock of the records.</param>
public sealed class TensorBoardLog(string folder, TimeProvider time) : ITrainingCallback
{
    /// <summary>Steps between two records of batches.</summary>
    public const int Interval = 50;

    private TrainingRun? _run;
    private ScalarLog? _training;
    private ScalarLog? _validation;
    private (double Loss, double Accuracy, int Steps) _sum;

    /// <inheritdoc/>
    public string Name => "tensorboard";

    /// <inheritdoc/>
    public void Begin(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        LogFolder.Writing(folder, () =>
        {
            var goesOn = run.Epochs.Count > 0;
            _training = new ScalarLog(Path.Combine(folder, "train"), goesOn, time);
            _validation = new ScalarLog(Path.Combine(folder, "validation"), goesOn, time);
        });
        foreach (var epoch in run.Epochs)
        {
            Write(epoch);
        }
    }

    /// <inheritdoc/>
    public void AfterStep(StepFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        _sum = (_sum.Loss + figures.Loss, _sum.Accuracy + figures.Accuracy, _sum.Steps + 1);
        if (figures.Step % Interval != 0)
        {
            return;
        }

        var (loss, accuracy, steps) = _sum;
        LogFolder.Writing(folder, () => _training!.Write(
            figures.Step, ("batch_loss", loss / steps), ("batch_accuracy", accuracy / steps), ("batch_learning_rate", figures.LearningRate)));
        _sum = default;
    }

    /// <inheritdoc/>
    public void AfterEpoch(EpochFigures figures, bool isBest)
    {
        ArgumentNullException.ThrowIfNull(figures);
        Write(figures);

        // A run that goes on begins with an epoch, so no record may depend on the one before.
        _sum = default;
    }

    private void Write(EpochFigures figures) => LogFolder.Writing(folder, () =>
    {
        _training!.Write(figures.Epoch, ("epoch_loss", figures.Loss), ("epoch_accuracy", figures.Accuracy), ("epoch_learning_rate", _run!.LearningRateAtEndOf(figures.Epoch)));
        _validation!.Write(figures.Epoch, ("epoch_loss", figures.Validation.Loss), ("epoch_accuracy", figures.Validation.Accuracy));
    });
}
