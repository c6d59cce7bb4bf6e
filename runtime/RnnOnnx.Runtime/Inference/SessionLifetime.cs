namespace RnnOnnx.Inference;

/// <summary>Lets native objects go when they are disposed of and the last run that uses them has ended.</summary>
/// <param name="owner">The type that an <see cref="ObjectDisposedException"/> names.</param>
/// <param name="resources">What is let go, in this order.</param>
internal sealed class SessionLifetime(Type owner, params IDisposable[] resources) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _disposed;

    /// <summary>Ends when everything has been let go.</summary>
    public Task Released => _released.Task;

    /// <summary>Begins a run; <see cref="Exit"/> ends it.</summary>
    /// <exception cref="ObjectDisposedException">The objects have been disposed of.</exception>
    public void Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, owner);
            _running++;
        }
    }

    /// <summary>Ends a run.</summary>
    public void Exit()
    {
        lock (_gate)
        {
            _running--;
            if (!_disposed || _running > 0)
            {
                return;
            }
        }

        Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_running > 0)
            {
                return;
            }
        }

        Release();
    }

    private void Release()
    {
        foreach (var resource in resources)
        {
            resource.Dispose();
        }

        NativeHeap.Trim();
        _released.SetResult();
    }
}
