namespace RnnOnnx.Inference;

/// <summary>Keeps everything else on GPUs waiting while a CUDA graph is captured: CUDA refuses to allocate, copy and more meanwhile, to every thread of the process.</summary>
internal static class CaptureGate
{
    private static readonly ReaderWriterLockSlim Gate = new();

    /// <summary>Begins what may happen beside anything but a capture.</summary>
    public static Pass EnterRun()
    {
        Gate.EnterReadLock();
        return new Pass(run: true, capture: false);
    }

    /// <summary>Begins a capture, when everything else has ended.</summary>
    public static Pass EnterCapture()
    {
        Gate.EnterWriteLock();
        return new Pass(run: false, capture: true);
    }

    /// <summary>What has begun, and ends on the same thread; nothing where it is the default.</summary>
    internal readonly ref struct Pass(bool run, bool capture)
    {
        /// <summary>Ends it.</summary>
        public void Dispose()
        {
            if (run)
            {
                Gate.ExitReadLock();
            }
            else if (capture)
            {
                Gate.ExitWriteLock();
            }
        }
    }
}
