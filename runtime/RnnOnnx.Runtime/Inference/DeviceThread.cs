using System.Runtime.ExceptionServices;

namespace RnnOnnx.Inference;

/// <summary>A thread that does one thing after the other while those who ask wait. Asking allocates nothing.</summary>
internal sealed class DeviceThread : IDisposable
{
    private readonly Lock _turn = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly Thread _thread;
    private Action? _work;
    private Exception? _failure;

    /// <summary>Starts the thread.</summary>
    public DeviceThread(string name)
    {
        _thread = new Thread(Work) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Does something on the thread when all who asked before have been served, and ends with it. What it throws is thrown here.</summary>
    public void Run(Action work)
    {
        lock (_turn)
        {
            (_work, _failure) = (work, null);
            _asked.Release();
            _done.Wait();
            if (_failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <summary>Ends the thread. Nobody may ask any more.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _work = null;
            _asked.Release();
        }

        _thread.Join();
        _asked.Dispose();
        _done.Dispose();
    }

    private void Work()
    {
        for (_asked.Wait(); _work is { } work; _asked.Wait())
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                _failure = e;
            }

            _done.Release();
        }
    }
}
