using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RnnOnnx.Batching;
using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Hosting;

/// <summary>A model of an application: loaded once, at start or when it is first asked; a load that failed is tried again by the next caller.</summary>
internal sealed class HostedModel(string id, IOptions<RnnOnnxOptions> zoo, IOptionsMonitor<HostedModelOptions> models, TimeProvider? time, ILoggerFactory? loggers) : IBatchingClassifier, IDisposable, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ILogger<BatchingClassifier> _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<BatchingClassifier>();
    private Task<BatchingClassifier>? _loading;
    private TextClassifier? _classifier;
    private bool _disposed;

    /// <inheritdoc/>
    public string ModelId => id;

    /// <summary>The loaded model; faulted if it cannot be loaded, null before anyone has asked.</summary>
    public Task<BatchingClassifier>? State
    {
        get
        {
            lock (_gate)
            {
                return _loading;
            }
        }
    }

    /// <summary>Loads the model if it has not been loaded.</summary>
    /// <exception cref="RnnOnnxException">It cannot be loaded.</exception>
    public Task<BatchingClassifier> LoadAsync()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return Task.FromException<BatchingClassifier>(new ObjectDisposedException(nameof(IBatchingClassifier), $"{id}: the application has stopped and the model takes no more texts."));
            }

            return _loading is null or { IsFaulted: true } ? _loading = Task.Run(Load) : _loading;
        }
    }

    /// <inheritdoc/>
    public Task<Prediction> PredictAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LoadAsync() is { IsCompletedSuccessfully: true, Result: var loaded } ? loaded.PredictAsync(text, cancellationToken) : LoadAndPredictAsync(text, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<BatchingClassifier>? loading;
        lock (_gate)
        {
            _disposed = true;
            loading = _loading;
        }

        if (loading is null)
        {
            return;
        }

        try
        {
            await (await loading.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception) when (loading.IsFaulted)
        {
            // It was never loaded; whoever asked for it was told.
        }

        _classifier?.Dispose();
    }

    private async Task<Prediction> LoadAndPredictAsync(string text, CancellationToken cancellationToken)
    {
        var loaded = await LoadAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await loaded.PredictAsync(text, cancellationToken).ConfigureAwait(false);
    }

    private BatchingClassifier Load()
    {
        try
        {
            var watch = Stopwatch.StartNew();
            var options = models.Get(id);
            using var folder = ModelZoo.Open(zoo.Value.ZooPath);
            _classifier = folder.LoadClassifier(id, options.Classifier with { MaximumBatchSize = options.Batching.MaximumBatchSize, MaximumParallelism = 1 });
            RuntimeLog.Loaded(_logger, id, watch.ElapsedMilliseconds, _classifier.Provider.Selected, _classifier.Provider.Reason);
            return new BatchingClassifier(_classifier, options.Batching, time, _logger);
        }
        catch (Exception e)
        {
            RuntimeLog.LoadFailed(_logger, e, id);
            throw;
        }
    }
}
