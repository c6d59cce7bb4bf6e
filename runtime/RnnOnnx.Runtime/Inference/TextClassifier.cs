using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.Inference;

/// <summary>A loaded model that gives texts a label and scores.</summary>
/// <remarks>
/// Safe for concurrent use: any number of threads may call any members at once, also while it is disposed of. A text's scores do not depend on the texts beside it.
/// Classifying one text allocates its <see cref="Prediction"/> and no more, once as many calls have overlapped as ever do.
/// </remarks>
public sealed class TextClassifier : IBatchModel, IDisposable, IAsyncDisposable
{

    // Enough that handing them out costs nothing, few enough that no core waits for another's last piece.
    private const int TextsOfAPiece = 16;

    private readonly TextPipeline _pipeline;
    private readonly GraphSession _graph;
    private readonly int _parallelism;
    private volatile bool _disposed;

    private TextClassifier(ModelPackage package, TextPipeline pipeline, GraphSession graph, ClassifierOptions options)
    {
        Manifest = package.Manifest;
        Labels = package.Labels;
        _pipeline = pipeline;
        _graph = graph;
        _parallelism = options.MaximumParallelism ?? (graph.Shapes.OnGpu ? 1 : Environment.ProcessorCount);
    }

    /// <summary>What the package says about the model.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The labels in the order of the scores.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How the model's texts become ids.</summary>
    public ITextPipeline Pipeline => _pipeline;

    /// <summary>What computes the model, and why.</summary>
    public ProviderReport Provider => _graph.Provider;

    /// <summary>Loads the model of an opened package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="options">Execution provider and batching; null for the defaults.</param>
    /// <exception cref="GraphRefusedException">The graph is damaged, or does what no graph of this format does; ONNX Runtime has not seen it.</exception>
    /// <exception cref="PackageException">The graph is not the one that the manifest describes.</exception>
    /// <exception cref="ProviderUnavailableException">The execution provider was demanded and cannot be used.</exception>
    /// <exception cref="RnnOnnxException">ONNX Runtime cannot load the graph, the text pipeline is unknown, or the model generates text.</exception>
    public static TextClassifier Load(ModelPackage package, ClassifierOptions? options = null) => Load(package, options, new Gpu());

    /// <inheritdoc cref="Load(ModelPackage, ClassifierOptions)"/>
    internal static TextClassifier Load(ModelPackage package, ClassifierOptions? options, IGpu gpu)
    {
        ArgumentNullException.ThrowIfNull(package);
        options ??= new ClassifierOptions();
        options.Validate();
        if (package.Manifest.Task == ModelTask.Generation)
        {
            throw new RnnOnnxException(
                $"{package.Manifest.Id}: this model generates text and classifies none; load it with ModelZoo.LoadGenerator or TextGenerator.Load, or run 'rnnonnx generate {package.Manifest.Id}'.");
        }

        var pipeline = TextPipelines.Create(package.Manifest.Pipeline, package.Vocabulary);
        return new TextClassifier(package, pipeline, GraphSession.Load(package, options, gpu), options);
    }

    /// <summary>Classifies a text.</summary>
    /// <param name="text">Any text. An empty one is classified as the model's pipeline encodes it.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public Prediction Predict(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Predict(text.AsSpan());
    }

    /// <summary>Classifies a text.</summary>
    /// <param name="text">Any text. An empty one is classified as the model's pipeline encodes it.</param>
    public Prediction Predict(ReadOnlySpan<char> text)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var buffer = IdBuffer.Rent(TextPipeline.Capacity(text.Length));
        var ids = _pipeline.Encode(text, buffer, out var unknown, out var cut);
        var runner = _graph.Rent();
        try
        {
            runner.Begin(1, _graph.Shapes.Steps(ids.Length));
            runner.SetRow(0, ids);
            return Describe(_graph.Run(runner), ids.Length, unknown, cut);
        }
        finally
        {
            _graph.Return(runner);
        }
    }

    /// <summary>Classifies a text on the thread pool. For many callers at a time a batching classifier is faster.</summary>
    /// <param name="text">Any text. An empty one is classified as the model's pipeline encodes it.</param>
    /// <param name="cancellationToken">Gives up the text while it waits for a thread.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public Task<Prediction> PredictAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Task.Run(() => Predict(text), cancellationToken);
    }

    /// <summary>Classifies texts: those of like length together, batches spread over the cores.</summary>
    /// <param name="texts">Any number of texts, none null.</param>
    /// <returns>One prediction per text, in the order of the texts.</returns>
    /// <exception cref="ArgumentNullException">The list or one of its texts is null.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> texts)
    {
        Check(texts);
        return PredictAll(texts, default);
    }

    /// <summary>Classifies texts on the thread pool: those of like length together, batches spread over the cores.</summary>
    /// <param name="texts">Any number of texts, none null.</param>
    /// <param name="cancellationToken">Stops before the next batch.</param>
    /// <returns>One prediction per text, in the order of the texts.</returns>
    /// <exception cref="ArgumentNullException">The list or one of its texts is null.</exception>
    public Task<IReadOnlyList<Prediction>> PredictAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        Check(texts);
        return Task.Run<IReadOnlyList<Prediction>>(() => PredictAll(texts, cancellationToken), cancellationToken);
    }

    /// <summary>Gives the graph's own output for texts that are ids already.</summary>
    /// <param name="ids">Any number of texts; each is cut to the pipeline's maximum on its truncation side, and an empty one becomes one id 0.</param>
    /// <returns>Per text, in order, one probability for binary models and one per label otherwise.</returns>
    /// <exception cref="ArgumentNullException">The list or one of its texts is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative or not below the pipeline's vocabulary size.</exception>
    public float[][] PredictIds(IReadOnlyList<IReadOnlyList<int>> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var settings = Pipeline.Settings;
        var rows = new int[ids.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = ids[i] ?? throw new ArgumentNullException($"{nameof(ids)}[{i}]");
            foreach (var id in row)
            {
                if (id < 0 || id >= settings.VocabularySize)
                {
                    throw new ArgumentOutOfRangeException($"{nameof(ids)}[{i}]", id, $"{Manifest.Id} has ids 0 to {settings.VocabularySize - 1}.");
                }
            }

            rows[i] = row.Count > settings.MaximumLength
                ? SequencePadding.Pad(row, settings.MaximumLength, settings.Padding, settings.Truncation)
                : row as int[] ?? [.. row];
        }

        var scores = new float[rows.Length][];
        RunAll(rows, (i, output) => scores[i] = output.ToArray(), default);
        return scores;
    }

    /// <summary>Lets the model go. A run under way ends first; a call that needs another run gets an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        _graph.Dispose();
    }

    /// <summary>As <see cref="Dispose"/>, and ends when the last run has ended and the native memory is free.</summary>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return new ValueTask(_graph.DisposeAndWait());
    }

    /// <inheritdoc/>
    string IBatchModel.Id => Manifest.Id;

    /// <inheritdoc/>
    int? IBatchModel.FixedSteps => Manifest.Graph.LengthAdaptive ? null : _pipeline.MaximumLength;

    /// <inheritdoc/>
    EncodedText IBatchModel.Encode(string text) => Encode(text);

    /// <inheritdoc/>
    IReadOnlyList<Prediction> IBatchModel.Predict(IReadOnlyList<EncodedText> texts)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return PredictAll(texts, default);
    }

    private void Check(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ObjectDisposedException.ThrowIf(_disposed, this);
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i] is null)
            {
                throw new ArgumentNullException($"{nameof(texts)}[{i}]");
            }
        }
    }

    private Prediction[] PredictAll(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var encoded = new EncodedText[texts.Count];
        InParallel(
            (encoded.Length + TextsOfAPiece - 1) / TextsOfAPiece,
            piece =>
            {
                for (var i = piece * TextsOfAPiece; i < Math.Min((piece + 1) * TextsOfAPiece, encoded.Length); i++)
                {
                    encoded[i] = Encode(texts[i]);
                }
            },
            cancellationToken);
        return PredictAll(encoded, cancellationToken);
    }

    private Prediction[] PredictAll(IReadOnlyList<EncodedText> texts, CancellationToken cancellationToken)
    {
        var rows = new int[texts.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = texts[i].Ids;
        }

        var predictions = new Prediction[rows.Length];
        RunAll(rows, (i, output) => predictions[i] = Describe(output, rows[i].Length, texts[i].Unknown, texts[i].Cut), cancellationToken);
        return predictions;
    }

    private EncodedText Encode(string text)
    {
        using var buffer = IdBuffer.Rent(TextPipeline.Capacity(text.Length));
        var ids = _pipeline.Encode(text, buffer, out var unknown, out var cut).ToArray();
        return new EncodedText(ids, unknown, cut);
    }

    private void RunAll(int[][] rows, Action<int, ReadOnlySpan<float>> receive, CancellationToken cancellationToken)
    {
        var batches = LengthBuckets.Split(Array.ConvertAll(rows, static row => row.Length), _graph.Shapes, _parallelism);
        InParallel(
            batches.Count,
            i =>
            {
                var batch = batches[i];
                var runner = _graph.Rent();
                try
                {
                    // The first is the longest.
                    runner.Begin(batch.Count, _graph.Shapes.Steps(rows[batch[0]].Length));
                    for (var row = 0; row < batch.Count; row++)
                    {
                        runner.SetRow(row, rows[batch[row]]);
                    }

                    var scores = _graph.Run(runner);
                    for (var row = 0; row < batch.Count; row++)
                    {
                        receive(batch[row], scores.Slice(row * _graph.Width, _graph.Width));
                    }
                }
                finally
                {
                    _graph.Return(runner);
                }
            },
            cancellationToken);
    }

    private Prediction Describe(ReadOnlySpan<float> output, int tokens, int unknown, int cut)
    {
        foreach (var score in output)
        {
            if (!float.IsFinite(score))
            {
                throw new RnnOnnxException($"{Manifest.Id}: the graph gives a score that is no number; run 'make train-all' to train it again.");
            }
        }

        var binary = Manifest.Task == ModelTask.Binary;
        float[] scores = binary ? [1 - output[0], output[0]] : output.ToArray();
        var best = binary ? (output[0] >= 0.5f ? 1 : 0) : Array.IndexOf(scores, scores.Max());
        return new Prediction(Labels[best], scores[best], scores, tokens, unknown, cut) { Labels = Labels };
    }

    private void InParallel(int count, Action<int> action, CancellationToken cancellationToken)
    {
        if (count <= 1 || _parallelism == 1)
        {
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                action(i);
            }

            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken }, action);
        }
        catch (AggregateException e)
        {
            // The first failure tells what is wrong; a caller expects the same error as for one text.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
