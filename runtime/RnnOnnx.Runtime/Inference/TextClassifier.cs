using System.Buffers;
using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.Inference;

/// <summary>A loaded model that gives texts a label and scores.</summary>
/// <remarks>Safe for concurrent use. A text's scores do not depend on the texts beside it.</remarks>
public sealed class TextClassifier : IDisposable
{
    private readonly GraphSession _graph;
    private readonly VectorsPackage? _vectors;
    private readonly int _maximumBatchSize;
    private readonly int _parallelism;
    private volatile bool _disposed;

    private TextClassifier(ModelPackage package, ITextPipeline pipeline, GraphSession graph, ClassifierOptions options)
    {
        Manifest = package.Manifest;
        Labels = package.Labels;
        Pipeline = pipeline;
        _graph = graph;
        _vectors = package.Vectors;

        // The input of a batch is one array.
        var numbers = (long)package.Manifest.Pipeline.MaximumLength * (_vectors?.Manifest.Dimension ?? 1);
        _maximumBatchSize = (int)Math.Min(options.MaximumBatchSize, Array.MaxLength / numbers);
        _parallelism = options.MaximumParallelism ?? (graph.Provider.Selected == ExecutionProvider.Cpu ? Environment.ProcessorCount : 1);
    }

    /// <summary>What the package says about the model.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The labels in the order of the scores.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How the model's texts become ids.</summary>
    public ITextPipeline Pipeline { get; }

    /// <summary>What computes the model, and why.</summary>
    public ProviderReport Provider => _graph.Provider;

    /// <summary>Loads the model of an opened package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="options">Execution provider and batching; null for the defaults.</param>
    /// <exception cref="PackageException">The graph is not the one that the manifest describes.</exception>
    /// <exception cref="ProviderUnavailableException">The execution provider was demanded and cannot be used.</exception>
    /// <exception cref="RnnOnnxException">ONNX Runtime cannot load the graph, the text pipeline is unknown, or the model generates text.</exception>
    public static TextClassifier Load(ModelPackage package, ClassifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        options ??= new ClassifierOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumBatchSize, 1, "MaximumBatchSize");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumParallelism ?? 1, 1, "MaximumParallelism");
        ArgumentOutOfRangeException.ThrowIfNegative(options.DeviceId ?? 0, "DeviceId");
        if (package.Manifest.Task == ModelTask.Generation)
        {
            throw new RnnOnnxException(
                $"{package.Manifest.Id}: this model generates text and classifies none; load it with ModelZoo.LoadGenerator or TextGenerator.Load, or run 'rnnonnx generate {package.Manifest.Id}'.");
        }

        var pipeline = TextPipelines.Create(package.Manifest.Pipeline, package.Vocabulary);
        return new TextClassifier(package, pipeline, GraphSession.Load(package, options), options);
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
        var sequence = Pipeline.Encode(text);
        var scores = new float[_graph.Width];
        RunBatch([sequence.Ids], [scores]);
        return Describe(sequence, scores);
    }

    /// <summary>Classifies texts: those of like length together, batches spread over the cores.</summary>
    /// <param name="texts">Any number of texts, none null.</param>
    /// <returns>One prediction per text, in the order of the texts.</returns>
    /// <exception cref="ArgumentNullException">The list or one of its texts is null.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> texts)
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

        var sequences = new TokenSequence[texts.Count];
        InParallel(texts.Count, i => sequences[i] = Pipeline.Encode(texts[i]));
        var scores = RunAll(Array.ConvertAll(sequences, static sequence => sequence.Ids));
        var predictions = new Prediction[sequences.Length];
        for (var i = 0; i < predictions.Length; i++)
        {
            predictions[i] = Describe(sequences[i], scores[i]);
        }

        return predictions;
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
        var rows = new IReadOnlyList<int>[ids.Count];
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
                : row;
        }

        return RunAll(rows);
    }

    /// <summary>Lets the model go. A run under way ends first; a call that needs another run gets an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        _graph.Dispose();
    }

    private float[][] RunAll(IReadOnlyList<int>[] rows)
    {
        var scores = new float[rows.Length][];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = new float[_graph.Width];
        }

        var batches = LengthBuckets.Split(Array.ConvertAll(rows, static row => row.Count), _maximumBatchSize);
        InParallel(batches.Count, i =>
        {
            var batch = batches[i];
            RunBatch(Select(rows, batch), Select(scores, batch));
        });
        return scores;
    }

    private void RunBatch(IReadOnlyList<int>[] rows, float[][] scores)
    {
        var steps = Manifest.Graph.LengthAdaptive ? Math.Max(rows.Max(static row => row.Count), 1) : Pipeline.MaximumLength;
        var width = _graph.Width;
        var output = ArrayPool<float>.Shared.Rent(rows.Length * width);
        try
        {
            if (_vectors is null)
            {
                RunIds(rows, steps, output.AsSpan(0, rows.Length * width));
            }
            else
            {
                RunVectors(_vectors, rows, steps, output.AsSpan(0, rows.Length * width));
            }

            for (var i = 0; i < rows.Length; i++)
            {
                output.AsSpan(i * width, width).CopyTo(scores[i]);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(output);
        }
    }

    private void RunIds(IReadOnlyList<int>[] rows, int steps, Span<float> scores)
    {
        var length = rows.Length * steps;
        var input = ArrayPool<long>.Shared.Rent(length);
        try
        {
            Array.Clear(input, 0, length);
            for (var i = 0; i < rows.Length; i++)
            {
                var row = rows[i];
                var target = input.AsSpan((i * steps) + FirstStep(row.Count, steps), row.Count);
                for (var step = 0; step < row.Count; step++)
                {
                    target[step] = row[step];
                }
            }

            _graph.Run(input.AsMemory(0, length), rows.Length, steps, scores);
        }
        finally
        {
            ArrayPool<long>.Shared.Return(input);
        }
    }

    private void RunVectors(VectorsPackage vectors, IReadOnlyList<int>[] rows, int steps, Span<float> scores)
    {
        var dimension = vectors.Manifest.Dimension;
        var length = rows.Length * steps * dimension;
        var input = ArrayPool<float>.Shared.Rent(length);
        try
        {
            // Padding is the zero vector, as row 0 is.
            Array.Clear(input, 0, length);
            for (var i = 0; i < rows.Length; i++)
            {
                var row = rows[i];
                var first = (i * steps) + FirstStep(row.Count, steps);
                for (var step = 0; step < row.Count; step++)
                {
                    vectors.CopyRow(row[step], input.AsSpan((first + step) * dimension, dimension));
                }
            }

            _graph.Run(input.AsMemory(0, length), rows.Length, steps, dimension, scores);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(input);
        }
    }

    private int FirstStep(int count, int steps) => Pipeline.Settings.Padding == SequenceSide.Pre ? steps - count : 0;

    private Prediction Describe(TokenSequence sequence, float[] output)
    {
        if (Array.Exists(output, static score => !float.IsFinite(score)))
        {
            throw new RnnOnnxException($"{Manifest.Id}: the graph gives a score that is no number; run 'make train-all' to train it again.");
        }

        var scores = Manifest.Task == ModelTask.Binary ? [1 - output[0], output[0]] : output;
        var best = Manifest.Task == ModelTask.Binary ? (output[0] >= 0.5f ? 1 : 0) : Array.IndexOf(scores, scores.Max());
        return new Prediction(Labels[best], scores[best], scores, sequence.Ids.Count, sequence.Unknown, sequence.Cut);
    }

    private void InParallel(int count, Action<int> action)
    {
        if (count == 1 || _parallelism == 1)
        {
            for (var i = 0; i < count; i++)
            {
                action(i);
            }

            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, action);
        }
        catch (AggregateException e)
        {
            // The first failure tells what is wrong; a caller expects the same error as for one text.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private static T[] Select<T>(T[] items, ArraySegment<int> indexes)
    {
        var selected = new T[indexes.Count];
        for (var i = 0; i < selected.Length; i++)
        {
            selected[i] = items[indexes[i]];
        }

        return selected;
    }
}
