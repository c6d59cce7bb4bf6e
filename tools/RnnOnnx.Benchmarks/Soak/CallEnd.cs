namespace RnnOnnx.Benchmarks.Soak;

/// <summary>What became of a call.</summary>
internal enum CallEnd
{
    /// <summary>The reply was right.</summary>
    Answered,

    /// <summary>The reply was another one than is due.</summary>
    Wrong,

    /// <summary>It ended with an error that nothing called for.</summary>
    Failed,

    /// <summary>The caller gave it up and was told so.</summary>
    Cancelled,

    /// <summary>The queue was full, during a burst.</summary>
    Overloaded,

    /// <summary>The model was being disposed of.</summary>
    Disposed,
}
