using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>Kind <c>text-vectorization</c>: Keras' <see cref="TextVectorizer"/>, filled and cut at the end.</summary>
/// <remarks>The vocabulary is Keras' own: line 0 is empty and padding, line 1 is <c>[UNK]</c>, the id of every unknown token.</remarks>
public sealed class TextVectorizationPipeline : TextPipeline
{
    /// <summary>The name of this pipeline in a manifest.</summary>
    public const string Kind = "text-vectorization";

    private readonly TextVectorizer _vectorizer;

    /// <summary>Creates the pipeline.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="vocabulary">The tokens in the order of their ids, at most as many as the vocabulary size.</param>
    /// <exception cref="RnnOnnxException">The settings contradict each other or the vocabulary.</exception>
    public TextVectorizationPipeline(PipelineManifest settings, Vocabulary vocabulary)
        : base(settings, Kind)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        _vectorizer = TextVectorizer.FromVocabulary(new TextVectorizerOptions { MaximumTokens = settings.VocabularySize, OutputLength = settings.MaximumLength }, vocabulary);
    }

    private protected override int Write(ReadOnlySpan<char> text, IdBuffer ids) => _vectorizer.Encode(text, ids);

    private protected override void Trace(ReadOnlySpan<char> text, List<TracedToken> tokens) => _vectorizer.Trace(text, tokens);
}
