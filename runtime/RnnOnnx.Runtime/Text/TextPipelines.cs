using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>The text pipelines that this version knows, by the kind that a manifest names.</summary>
public static class TextPipelines
{
    private static readonly Dictionary<string, Func<PipelineManifest, Vocabulary, TextPipeline>> Factories = new(StringComparer.Ordinal)
    {
        [CharacterPipeline.Kind] = static (settings, vocabulary) => new CharacterPipeline(settings, vocabulary),
        [CharacterSequencePipeline.Kind] = static (settings, vocabulary) => new CharacterSequencePipeline(settings, vocabulary),
        [KerasTokenizerPipeline.Kind] = static (settings, vocabulary) => new KerasTokenizerPipeline(settings, vocabulary),
        [TextVectorizationPipeline.Kind] = static (settings, vocabulary) => new TextVectorizationPipeline(settings, vocabulary),
        [TreebankPipeline.Kind] = static (settings, vocabulary) => new TreebankPipeline(settings, vocabulary),
        [WordIndexPipeline.Kind] = static (settings, vocabulary) => new WordIndexPipeline(settings, vocabulary),
    };

    /// <summary>The kinds that <see cref="Create"/> accepts, sorted.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Factories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Builds the pipeline that a manifest describes.</summary>
    /// <param name="settings">The manifest's pipeline; its kind chooses the implementation.</param>
    /// <param name="vocabulary">The package's vocabulary.</param>
    /// <exception cref="RnnOnnxException">The kind is unknown, or its settings contradict each other.</exception>
    public static TextPipeline Create(PipelineManifest settings, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(vocabulary);
        return Factories.TryGetValue(settings.Kind, out var factory)
            ? factory(settings, vocabulary)
            : throw new RnnOnnxException(
                $"The text pipeline '{settings.Kind}' is unknown to this version, which has {string.Join(", ", Kinds)}; use a newer RnnOnnx or another model.");
    }
}
