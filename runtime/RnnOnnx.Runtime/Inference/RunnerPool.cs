namespace RnnOnnx.Inference;

/// <summary>The runners that are not at work. There come to be as many as calls have overlapped.</summary>
/// <param name="create">Makes a runner when all are at work.</param>
internal sealed class RunnerPool(Func<BatchRunner> create) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<BatchRunner> _idle = new();

    /// <summary>Takes a runner; <see cref="Return"/> gives it back.</summary>
    public BatchRunner Rent()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out var runner))
            {
                return runner;
            }
        }

        return create();
    }

    /// <summary>Gives a runner back.</summary>
    public void Return(BatchRunner runner)
    {
        lock (_gate)
        {
            _idle.Push(runner);
        }
    }

    /// <summary>Lets the runners go; none may be at work.</summary>
    public void Dispose()
    {
        while (_idle.TryPop(out var runner))
        {
            runner.Dispose();
        }
    }
}
