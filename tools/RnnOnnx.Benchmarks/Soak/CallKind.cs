namespace RnnOnnx.Benchmarks.Soak;

/// <summary>How a caller asks.</summary>
internal enum CallKind
{
    /// <summary>One text, on the caller's thread.</summary>
    Alone,

    /// <summary>Several texts in one call.</summary>
    Bulk,

    /// <summary>One text, through the queue.</summary>
    Queued,

    /// <summary>One text, through the queue; the caller gives it up soon.</summary>
    QueuedAndGivenUp,

    /// <summary>One text, on the thread pool.</summary>
    Pooled,

    /// <summary>Several texts on the thread pool; the caller gives them up soon.</summary>
    PooledAndGivenUp,
}
