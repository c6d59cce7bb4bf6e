namespace RnnOnnx.Benchmarks.Soak;

/// <summary>How a loaded model is let go while calls are in flight.</summary>
internal enum CloseWay
{
    /// <summary>The queue first: what waits is still classified.</summary>
    Drained,

    /// <summary>The model first, while its queue goes on.</summary>
    CutOff,

    /// <summary>Everything at once, by several threads that wait for it.</summary>
    Blocking,
}
