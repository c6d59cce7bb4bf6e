using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Jobs;

/// <summary>Does jobs side by side, in their order as far as it lets them.</summary>
/// <param name="runner">Does one.</param>
/// <param name="display">Shows how they go.</param>
public sealed class JobQueue(IJobRunner runner, IJobDisplay display)
{
    /// <summary>Does all jobs. One that fails does not stop the others.</summary>
    /// <param name="jobs">The jobs; each comes after those that it waits for.</param>
    /// <param name="atOnce">How many at a time.</param>
    /// <param name="isUpToDate">Whether a job's package is there already; asked when its turn comes.</param>
    /// <param name="cancellation">Stops those that run, and begins no other.</param>
    /// <returns>How each ended, in the order in which they did.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; every job that ran has stopped.</exception>
    public async Task<IReadOnlyList<JobEnd>> RunAsync(IReadOnlyList<TrainingJob> jobs, int atOnce, Func<TrainingJob, bool> isUpToDate, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(isUpToDate);
        ArgumentOutOfRangeException.ThrowIfLessThan(atOnce, 1);
        var waiting = jobs.ToList();
        var running = new List<Task<JobEnd>>();
        var ends = new List<JobEnd>();
        while (waiting.Count + running.Count > 0)
        {
            while (!cancellation.IsCancellationRequested && running.Count < atOnce
                && waiting.Find(job => job.After.All(before => ends.Exists(end => end.Job == before))) is { } next)
            {
                waiting.Remove(next);
                var run = RunOneAsync(next, isUpToDate, cancellation);
                if (run.IsCompleted)
                {
                    End(await run);
                }
                else
                {
                    running.Add(run);
                }
            }

            if (running.Count == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                continue;
            }

            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (!ended.IsCanceled)
            {
                End(await ended);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return ends;

        void End(JobEnd end)
        {
            ends.Add(end);
            display.Ended(end);
        }
    }

    private async Task<JobEnd> RunOneAsync(TrainingJob job, Func<TrainingJob, bool> isUpToDate, CancellationToken cancellation)
    {
        try
        {
            if (isUpToDate(job))
            {
                return new JobEnd(job, JobState.UpToDate);
            }

            display.Begun(job);
            return new JobEnd(job, JobState.Trained, await runner.RunAsync(job, happening => display.Observe(job, happening), cancellation));
        }
        catch (Exception e) when (e is RnnOnnxException || StorageFailure.Is(e))
        {
            return new JobEnd(job, JobState.Failed, Failure: StorageFailure.Reason(e));
        }
    }
}
