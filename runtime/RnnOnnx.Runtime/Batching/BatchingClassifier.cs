using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RnnOnnx.Hosting;
using RnnOnnx.Inference;

namespace RnnOnnx.Batching;

/// <summary>Runs texts of many callers together: those of like length in one batch, batches on threads of their own, every reply to its caller.</summary>
/// <remarks>
/// A batch starts when it is full, when nothing else is running, or when its oldest text has waited for <see cref="BatchingOptions.MaximumDelay"/>. When a batch fails, its texts are run
/// once more one by one, so that only those fail that fail alone. Disposing refuses further texts and returns when those that wait have been classified.
/// </remarks>
public sealed class BatchingClassifier : IBatchingClassifier, IDisposable, IAsyncDisposable
{
    // What the workers sleep on; guards the queue and all that follows it.
    private readonly object _gate = new();
    private readonly RequestQueue _queue;
    private readonly BatchingOptions _options;
    private readonly int _batchSize;
    private readonly IBatchModel _model;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Thread[] _workers;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _alive;
    private int _idle;
    private int _running;
    private bool _overloaded;
    private bool _disposed;

    /// <summary>Starts to take texts for a model.</summary>
    /// <param name="classifier">
    /// The model. It stays the caller's, to be disposed of after this object. Best loaded with <see cref="ClassifierOptions.MaximumParallelism"/> 1, since batches run side by side here, and
    /// with the same <see cref="ClassifierOptions.MaximumBatchSize"/>, or it splits the batches.
    /// </param>
    /// <param name="options">Sizes and delays; null for the defaults.</param>
    /// <param name="time">What delays are measured with; null for the system's clock.</param>
    /// <param name="logger">Where overload and failures are told, without any text; null for nowhere.</param>
    /// <exception cref="ArgumentException">The options make no sense.</exception>
    public BatchingClassifier(TextClassifier classifier, BatchingOptions? options = null, TimeProvider? time = null, ILogger<BatchingClassifier>? logger = null)
        : this((IBatchModel?)classifier ?? throw new ArgumentNullException(nameof(classifier)), (options ?? new BatchingOptions()).For(classifier.Provider.Selected), time, logger)
    {
    }

    /// <summary>Starts to take texts for anything that predicts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Sizes and delays.</param>
    /// <param name="time">What delays are measured with; null for the system's clock.</param>
    /// <param name="logger">Where overload and failures are told; null for nowhere.</param>
    internal BatchingClassifier(IBatchModel model, BatchingOptions options, TimeProvider? time, ILogger? logger)
    {
        if (options.Violation() is { } violation)
        {
            throw new ArgumentException($"{model.Id}: {violation}.", nameof(options));
        }

        _model = model;
        _options = options;
        _batchSize = options.MaximumBatchSize ?? BatchingOptions.CpuBatchSize;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _queue = new RequestQueue(_batchSize, options.MaximumDelay, _time);
        _timer = _time.CreateTimer(static state => ((BatchingClassifier)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _alive = options.Workers ?? Environment.ProcessorCount;
        _workers = new Thread[_alive];
        for (var i = 0; i < _workers.Length; i++)
        {
            // A batch occupies its thread for as long as it runs; the pool's threads are for the callers.
            _workers[i] = new Thread(Work) { IsBackground = true, Name = $"RnnOnnx {model.Id} {i}" };
            _workers[i].UnsafeStart();
        }
    }

    /// <inheritdoc/>
    public string ModelId => _model.Id;

    /// <summary>Number of texts that wait.</summary>
    public int QueueDepth
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Most texts that wait.</summary>
    public int QueueCapacity => _options.QueueCapacity;

    /// <inheritdoc/>
    public Task<Prediction> PredictAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return RnnOnnxTelemetry.Activities.HasListeners() ? TraceAsync(text, cancellationToken) : Enqueue(text, cancellationToken, out _);
    }

    /// <summary>Refuses further texts and waits until those that wait have been classified.</summary>
    public void Dispose()
    {
        Stop();
        foreach (var worker in _workers)
        {
            worker.Join();
        }
    }

    /// <summary>Refuses further texts; completes when those that wait have been classified.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _ended.Task.ConfigureAwait(false);
    }

    private async Task<Prediction> TraceAsync(string text, CancellationToken cancellationToken)
    {
        using var activity = RnnOnnxTelemetry.Activities.StartActivity("rnnonnx.predict");
        activity?.SetTag(RnnOnnxTelemetry.ModelTag, ModelId);
        try
        {
            var prediction = await Enqueue(text, cancellationToken, out var request).ConfigureAwait(false);
            activity?.SetTag("rnnonnx.batch.size", request?.BatchSize).SetTag("rnnonnx.tokens", prediction.Tokens);
            return prediction;
        }
        catch (Exception e)
        {
            // The type alone: a message might quote the text.
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().FullName);
            throw;
        }
    }

    // The text becomes ids on its caller's thread: the queue then knows how long it really is, and callers encode side by side.
    private Task<Prediction> Enqueue(string text, CancellationToken cancellationToken, out BatchingRequest? request)
    {
        request = null;
        EncodedText encoded;
        try
        {
            if (Refusal() is { } early)
            {
                return early;
            }

            encoded = _model.Encode(text);
        }
        catch (Exception e)
        {
            RnnOnnxTelemetry.Ended(ModelId, "failed", 1);
            return Task.FromException<Prediction>(e);
        }

        request = new BatchingRequest(encoded);
        lock (_gate)
        {
            if (Refusal() is { } refusal)
            {
                return refusal;
            }

            // Registered before the text is queued: a cancellation that comes in between waits for the gate, and finds it.
            request.Cancellation = cancellationToken.UnsafeRegister((state, token) => Withdraw((BatchingRequest)state!, token), request);
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<Prediction>(cancellationToken);
            }

            var now = _time.GetTimestamp();
            _queue.Add(request, now);
            RnnOnnxTelemetry.Queued(ModelId, 1);
            WakeOrWait(now);
        }

        return request.Task;
    }

    private Task<Prediction>? Refusal()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return Task.FromException<Prediction>(new ObjectDisposedException(nameof(BatchingClassifier), $"{ModelId}: the classifier has been disposed of and takes no more texts."));
            }

            if (_queue.Count < _options.QueueCapacity)
            {
                return null;
            }

            RnnOnnxTelemetry.Ended(ModelId, "overloaded", 1);
            if (!_overloaded)
            {
                // Once until the queue has emptied: an overloaded service has other things to do than to log each text.
                _overloaded = true;
                RuntimeLog.Overloaded(_logger, ModelId, _options.QueueCapacity);
            }

            return Task.FromException<Prediction>(new ClassifierOverloadedException(ModelId, _options.QueueCapacity));
        }
    }

    private void Withdraw(BatchingRequest request, CancellationToken token)
    {
        lock (_gate)
        {
            if (!_queue.Remove(request))
            {
                return;
            }
        }

        RnnOnnxTelemetry.Queued(ModelId, -1);
        RnnOnnxTelemetry.Ended(ModelId, "cancelled", 1);
        request.TrySetCanceled(token);
    }

    private void Work()
    {
        var batch = new List<BatchingRequest>(_batchSize);
        while (Take(batch))
        {
            Run(batch);
            batch.Clear();
            lock (_gate)
            {
                _running--;
            }

            // With a worker on every core, callers that have their replies would otherwise not run, and send no further texts, before the scheduler's next tick.
            Thread.Yield();
        }

        if (Interlocked.Decrement(ref _alive) == 0)
        {
            _timer.Dispose();
            _ended.SetResult();
        }
    }

    // False when there is nothing more to do.
    private bool Take(List<BatchingRequest> batch)
    {
        long now;
        lock (_gate)
        {
            while (!IsDue(now = _time.GetTimestamp()))
            {
                if (_disposed)
                {
                    return false;
                }

                _idle++;
                WakeOrWait(now);
                Monitor.Wait(_gate);
                _idle--;
            }

            _queue.Take(batch, now);
            _running++;
            _overloaded &= _queue.Count > 0;
            WakeOrWait(now);
        }

        RnnOnnxTelemetry.Queued(ModelId, -batch.Count);
        foreach (var request in batch)
        {
            request.BatchSize = batch.Count;
            RnnOnnxTelemetry.Waited(ModelId, _time.GetElapsedTime(request.Arrived, now));
        }

        return true;
    }

    private bool IsDue(long now) =>
        _queue.UntilOldestIsDue(now) is { } rest && (_disposed || _running == 0 || _queue.Count >= _batchSize || rest <= TimeSpan.Zero);

    // For an idle worker: wakes it if there is a batch to start, or else sets the timer to when there will be.
    private void WakeOrWait(long now)
    {
        if (_idle == 0)
        {
            return;
        }

        if (IsDue(now))
        {
            Monitor.Pulse(_gate);
        }
        else if (_queue.UntilOldestIsDue(now) is { } rest)
        {
            // Timers count in milliseconds: one that is set to less than it should be would fire several times.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            WakeOrWait(_time.GetTimestamp());
        }
    }

    private void Run(List<BatchingRequest> batch)
    {
        var begun = _time.GetTimestamp();
        IReadOnlyList<Prediction> predictions;
        try
        {
            predictions = _model.Predict(batch.ConvertAll(static request => request.Text));
        }
        catch (Exception e)
        {
            Fail(batch, e);
            return;
        }

        RnnOnnxTelemetry.Ran(ModelId, predictions, _model.FixedSteps, _time.GetElapsedTime(begun));
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Cancellation.Unregister();
            batch[i].TrySetResult(predictions[i]);
        }
    }

    private void Fail(List<BatchingRequest> batch, Exception error)
    {
        if (batch.Count > 1)
        {
            batch.ForEach(request => Run([request]));
            return;
        }

        RuntimeLog.TextFailed(_logger, ModelId, error.GetType().FullName!);
        RnnOnnxTelemetry.Ended(ModelId, "failed", 1);
        batch[0].Cancellation.Unregister();
        batch[0].TrySetException(error);
    }

    private void Stop()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            RuntimeLog.Stopping(_logger, ModelId, _queue.Count);
            Monitor.PulseAll(_gate);
        }
    }
}
