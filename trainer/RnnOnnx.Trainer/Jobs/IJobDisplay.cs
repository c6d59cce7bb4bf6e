namespace RnnOnnx.Trainer.Jobs;

/// <summary>Shows a person how jobs go. Any thread may call it.</summary>
public interface IJobDisplay : IAsyncDisposable
{
    /// <summary>Announces the jobs; none has begun.</summary>
    void Show(IReadOnlyList<TrainingJob> jobs);

    /// <summary>A job has begun.</summary>
    void Begun(TrainingJob job);

    /// <summary>A job that runs tells something.</summary>
    void Observe(TrainingJob job, JobEvent happening);

    /// <summary>A job has ended.</summary>
    void Ended(JobEnd end);
}
