namespace RnnOnnx.Trainer.Jobs;

/// <summary>Does jobs, several at a time.</summary>
public interface IJobRunner
{
    /// <summary>Does a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="observe">Told how it goes; may be called from any thread, from one at a time.</param>
    /// <param name="cancellation">Stops it; the task ends when it has stopped.</param>
    /// <exception cref="RnnOnnxException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Task<JobResult> RunAsync(TrainingJob job, Action<JobEvent> observe, CancellationToken cancellation);
}
