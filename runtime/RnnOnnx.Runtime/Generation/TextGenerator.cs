using System.Runtime.CompilerServices;
using System.Text;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.Generation;

/// <summary>A loaded model that writes text, one character after the other.</summary>
/// <remarks>Safe for concurrent use: each text has a state of its own.</remarks>
public sealed class TextGenerator : IDisposable, IAsyncDisposable
{
    private readonly GeneratorSession _graph;
    private readonly Vocabulary _vocabulary;
    private volatile bool _disposed;

    private TextGenerator(ModelPackage package, ITextPipeline pipeline, GeneratorSession graph)
    {
        Manifest = package.Manifest;
        Pipeline = pipeline;
        _vocabulary = package.Vocabulary;
        _graph = graph;
    }

    /// <summary>What the package says about the model.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>How a prompt becomes ids.</summary>
    public ITextPipeline Pipeline { get; }

    /// <summary>What computes the model, and why.</summary>
    public ProviderReport Provider => _graph.Provider;

    /// <summary>Loads the model of an opened package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="provider">What computes the model.</param>
    /// <param name="deviceId">Number of the GPU, from 0; null for the first. Meaningless on the CPU.</param>
    /// <exception cref="GraphRefusedException">The graph is damaged, or does what no graph of this format does; ONNX Runtime has not seen it.</exception>
    /// <exception cref="PackageException">The graph, the labels or the kind of the text pipeline are not those of a generator.</exception>
    /// <exception cref="ProviderUnavailableException">The execution provider was demanded and cannot be used.</exception>
    /// <exception cref="RnnOnnxException">ONNX Runtime cannot load the graph, the vocabulary is not one of characters, or the model classifies text.</exception>
    public static TextGenerator Load(ModelPackage package, ExecutionProvider provider = ExecutionProvider.Auto, int? deviceId = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentOutOfRangeException.ThrowIfNegative(deviceId ?? 0, nameof(deviceId));
        var manifest = package.Manifest;
        if (manifest.Task != ModelTask.Generation)
        {
            throw new RnnOnnxException(
                $"{manifest.Id}: this model classifies text and generates none; load it with ModelZoo.LoadClassifier or TextClassifier.Load, or run 'rnnonnx predict {manifest.Id}'.");
        }

        if (TextPipelines.Create(manifest.Pipeline, package.Vocabulary) is not CharacterSequencePipeline pipeline)
        {
            throw new PackageException($"{manifest.Id}: a generator has the text pipeline '{CharacterSequencePipeline.Kind}', and the manifest says '{manifest.Pipeline.Kind}'; {PackageFiles.NextStep}");
        }

        if (!package.Labels.SequenceEqual(Enumerable.Range(0, package.Vocabulary.Count).Select(id => package.Vocabulary[id]), StringComparer.Ordinal))
        {
            throw new PackageException($"{manifest.Id}: the labels of a generator are its vocabulary, and {manifest.Labels} differs from {manifest.Pipeline.Vocabulary}; {PackageFiles.NextStep}");
        }

        return new TextGenerator(package, pipeline, GeneratorSession.Load(package, provider, deviceId));
    }

    /// <summary>Writes a text to its end or to the maximum length.</summary>
    /// <param name="prompt">How the text begins; empty for a text from its start. Characters that the model does not know count as unknown ones.</param>
    /// <param name="options">How characters are chosen; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between two characters.</param>
    /// <returns>What follows the prompt, without it; empty when the model ends the text at once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="RnnOnnxException">The prompt is longer than the model's maximum, or the graph gives no numbers.</exception>
    public string Generate(string prompt = "", GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var ids = Begin(prompt, ref options);
        using var continuation = new Continuation(this, ids, options);
        var text = new StringBuilder();
        while (continuation.Next(cancellationToken) is { } character)
        {
            text.Append(character);
        }

        return text.ToString();
    }

    /// <summary>Writes a text character by character, as it comes; the model is run on the thread pool and no further than the reader reads.</summary>
    /// <param name="prompt">How the text begins; empty for a text from its start. Characters that the model does not know count as unknown ones.</param>
    /// <param name="options">How characters are chosen; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between two characters.</param>
    /// <returns>The characters of what <see cref="Generate"/> returns, each a string, for one beyond U+FFFF has two <see cref="char"/> values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="RnnOnnxException">The prompt is longer than the model's maximum, or the graph gives no numbers.</exception>
    public IAsyncEnumerable<string> GenerateAsync(string prompt = "", GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var ids = Begin(prompt, ref options);
        return Stream(ids, options, cancellationToken);
    }

    /// <summary>Lets the model go. A run under way ends first; a text that needs another run gets an <see cref="ObjectDisposedException"/>.</summary>
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

    private async IAsyncEnumerable<string> Stream(long[] ids, GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var continuation = new Continuation(this, ids, options);
        while (await Task.Run(() => continuation.Next(cancellationToken), cancellationToken).ConfigureAwait(false) is { } character)
        {
            yield return character;
        }
    }

    private long[] Begin(string prompt, [System.Diagnostics.CodeAnalysis.NotNull] ref GenerationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ObjectDisposedException.ThrowIf(_disposed, this);
        options ??= new GenerationOptions();
        options.Validate();
        var sequence = Pipeline.Encode(prompt);
        return sequence.Cut == 0
            ? [.. sequence.Ids.Select(static id => (long)id)]
            : throw new RnnOnnxException($"{Manifest.Id}: the prompt has {sequence.Cut + Pipeline.MaximumLength - 1} characters, and the model takes at most {Pipeline.MaximumLength - 1}; shorten it.");
    }

    /// <summary>One text in the making.</summary>
    private sealed class Continuation(TextGenerator generator, long[] prompt, GenerationOptions options) : IDisposable
    {
        private readonly TokenSampler _sampler = new(options, generator._graph.Width);
        private readonly GeneratorState _state = generator._graph.NewState();
        private long _last;
        private int _count;

        /// <summary>The next character; null when the text is at its end.</summary>
        public string? Next(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_count == options.MaximumLength)
            {
                return null;
            }

            if (_count == 0)
            {
                generator._graph.Run(_state, prompt);
            }
            else
            {
                generator._graph.Step(_state, _last);
            }

            var logits = _state.Logits;
            if (Array.Exists(logits, static logit => !float.IsFinite(logit)))
            {
                throw new RnnOnnxException($"{generator.Manifest.Id}: the graph gives a logit that is no number; run 'make train-all' to train it again.");
            }

            logits[CharacterSequencePipeline.PaddingId] = float.NegativeInfinity;
            logits[CharacterSequencePipeline.StartId] = float.NegativeInfinity;
            logits[CharacterSequencePipeline.UnknownId] = float.NegativeInfinity;
            var id = _sampler.Next(logits);
            if (id == CharacterSequencePipeline.EndId)
            {
                return null;
            }

            _count++;
            _last = id;
            return generator._vocabulary[id];
        }

        /// <inheritdoc/>
        public void Dispose() => _state.Dispose();
    }
}
