namespace RnnOnnx.Trainer.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>In a process of its own.</summary>
    Running,

    /// <summary>The package is written.</summary>
    Trained,

    /// <summary>The package that was there is what the job would make.</summary>
    UpToDate,

    /// <summary>It failed; others go on.</summary>
    Failed,

    /// <summary>The user stopped it.</summary>
    Stopped,
}
