using System.Diagnostics;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Jobs;

/// <summary>Writes what happens in a training process for the process that started it.</summary>
/// <param name="output">The pipe to it.</param>
/// <param name="time">The clock.</param>
public sealed class JobEventWriter(TextWriter output, TimeProvider time) : ITrainingProgress
{
    // A person can follow no more, and small networks have thousands of batches a second.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly Lock _lock = new();
    private long? _lastBatch;

    /// <inheritdoc/>
    public void Batch(BatchFigures figures)
    {
        if (_lastBatch is { } last && time.GetElapsedTime(last) < Interval)
        {
            return;
        }

        _lastBatch = time.GetTimestamp();
        Write(new JobEvent.Batch(figures));
    }

    /// <inheritdoc/>
    public void Epoch(EpochFigures figures, int epochs) => Write(new JobEvent.Epoch(figures, epochs));

    /// <summary>The model is trained and recorded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="documentAccuracy">The document's figure, if it has one for this corpus.</param>
    public void Finished(TrainedModel model, double? documentAccuracy)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var process = Process.GetCurrentProcess();
        Write(new JobEvent.Finished(new JobResult(
            model.Manifest.Training.Metrics["test_accuracy"], documentAccuracy, model.Fit.Epochs.Count, model.Fit.BestEpoch, model.Seconds, process.PeakWorkingSet64, process.TotalProcessorTime.TotalSeconds)));
    }

    /// <summary>Writes an event.</summary>
    public void Write(JobEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        lock (_lock)
        {
            output.WriteLine(happening.ToJson());
            output.Flush();
        }
    }
}
