using RnnOnnx.Batching;
using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>A model as it was loaded once, with a queue beside it, as a service holds it.</summary>
internal sealed class SoakInstance
{
    /// <summary>Replies are held to 1e-5, which the CPU keeps whatever the batch.</summary>
    public static readonly ClassifierOptions OnCpu = new() { Provider = ExecutionProvider.Cpu };

    private readonly TextClassifier _behindQueue;
    private volatile bool _closing;
    private int _burstsBegun;
    private int _burstsEnded;

    private SoakInstance(TextClassifier direct, TextClassifier behindQueue, BatchingClassifier queue) => (Direct, _behindQueue, Queue) = (direct, behindQueue, queue);

    /// <summary>The model that is asked without a queue.</summary>
    public TextClassifier Direct { get; }

    /// <summary>The queue of the same model, loaded a second time.</summary>
    public BatchingClassifier Queue { get; }

    /// <summary>Whether it is being let go, or has been.</summary>
    public bool IsClosing => _closing;

    /// <summary>Where it stands with its bursts.</summary>
    public BurstMark Bursts
    {
        get
        {
            // In this order a burst that ends in between is taken for one that is under way.
            var ended = Volatile.Read(ref _burstsEnded);
            return new BurstMark(Volatile.Read(ref _burstsBegun), ended);
        }
    }

    /// <summary>Reads a model from the disk.</summary>
    /// <param name="models">The zoo.</param>
    /// <param name="id">The model.</param>
    /// <param name="queueCapacity">Most texts that wait.</param>
    /// <exception cref="RnnOnnxException">The model is not there, or damaged.</exception>
    public static SoakInstance Load(string models, string id, int queueCapacity)
    {
        using var zoo = ModelZoo.Open(models);
        var direct = zoo.LoadClassifier(id, OnCpu);
        try
        {
            var behindQueue = zoo.LoadClassifier(id, OnCpu with { MaximumParallelism = 1 });
            return new SoakInstance(direct, behindQueue, new BatchingClassifier(behindQueue, new BatchingOptions { QueueCapacity = queueCapacity }));
        }
        catch
        {
            direct.Dispose();
            throw;
        }
    }

    /// <summary>Tells that more texts are coming than the queue holds.</summary>
    public void BeginBurst() => Interlocked.Increment(ref _burstsBegun);

    /// <summary>Tells that every text of the burst has had its reply.</summary>
    public void EndBurst() => Interlocked.Increment(ref _burstsEnded);

    /// <summary>What an error of a call is: one that was called for, or a failure.</summary>
    /// <param name="error">The error.</param>
    /// <param name="before">Where the bursts stood before the call.</param>
    /// <param name="cancellation">The call's token.</param>
    public CallEnd Classify(Exception error, BurstMark before, CancellationToken cancellation) => error switch
    {
        ObjectDisposedException when IsClosing => CallEnd.Disposed,
        ClassifierOverloadedException when Bursts.SawBurst(before) => CallEnd.Overloaded,
        OperationCanceledException cancelled when cancellation.IsCancellationRequested && cancelled.CancellationToken == cancellation => CallEnd.Cancelled,
        _ => CallEnd.Failed,
    };

    /// <summary>Lets the model go; ends when all is free.</summary>
    public async Task CloseAsync(CloseWay way)
    {
        _closing = true;
        switch (way)
        {
            case CloseWay.Drained:
                await Queue.DisposeAsync();
                await _behindQueue.DisposeAsync();
                await Direct.DisposeAsync();
                break;
            case CloseWay.CutOff:
                await _behindQueue.DisposeAsync();
                await Direct.DisposeAsync();
                await Queue.DisposeAsync();
                break;
            default:
                await Task.WhenAll(new Action[] { Direct.Dispose, Queue.Dispose, Queue.Dispose, _behindQueue.Dispose }.Select(static close => Task.Run(close)));
                await _behindQueue.DisposeAsync();
                await Direct.DisposeAsync();
                break;
        }
    }
}
