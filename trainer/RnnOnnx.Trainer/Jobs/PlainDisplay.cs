using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Jobs;

/// <summary>Shows jobs as lines of text: for files, pipes and simple terminals.</summary>
/// <param name="output">Where to write.</param>
/// <param name="time">The clock.</param>
public sealed class PlainDisplay(TextWriter output, TimeProvider time) : IJobDisplay
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TrainingJob, ConsoleProgress> _progress = [];
    private readonly HashSet<string> _said = [];

    /// <inheritdoc/>
    public void Show(IReadOnlyList<TrainingJob> jobs)
    {
    }

    /// <inheritdoc/>
    public void Begun(TrainingJob job)
    {
        lock (_lock)
        {
            _progress.Add(job, new ConsoleProgress(output, isTerminal: false, time, job.Name));
        }
    }

    /// <inheritdoc/>
    public void Observe(TrainingJob job, JobEvent happening)
    {
        ArgumentNullException.ThrowIfNull(job);
        lock (_lock)
        {
            switch (happening)
            {
                // Every process warns of the same missing corpus.
                case JobEvent.Line(var text) when _said.Add(job.Attribute(text)):
                    output.WriteLine(job.Attribute(text));
                    break;
                case JobEvent.Batch(var figures):
                    _progress[job].Batch(figures);
                    break;
                case JobEvent.Epoch(var figures, var epochs):
                    _progress[job].Epoch(figures, epochs);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void Ended(JobEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        lock (_lock)
        {
            switch (end.State)
            {
                case JobState.UpToDate:
                    output.WriteLine($"{end.Job.Name}: up to date");
                    break;
                case JobState.Failed:
                    output.WriteLine($"{end.Job.Name}: FAILED: {end.Failure}");
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
