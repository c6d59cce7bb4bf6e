namespace RnnOnnx.Trainer.Jobs;

/// <summary>How a job ended.</summary>
/// <param name="Job">The job.</param>
/// <param name="State"><see cref="JobState.Trained"/>, <see cref="JobState.UpToDate"/> or <see cref="JobState.Failed"/>.</param>
/// <param name="Result">Of a trained model, what it gave.</param>
/// <param name="Failure">Of a failed job, why.</param>
public sealed record JobEnd(TrainingJob Job, JobState State, JobResult? Result = null, string? Failure = null);
