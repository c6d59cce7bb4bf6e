using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>Kind <c>keras-tokenizer</c>: Keras' <see cref="KerasTokenizer"/>, whose <c>num_words</c> is the manifest's vocabulary size.</summary>
/// <remarks>
/// Settings that a manifest leaves out have Keras' defaults. The vocabulary starts with <see cref="Vocabulary.PaddingToken"/>; lines from the vocabulary size on, like words that it lacks,
/// are unknown. Unknown words are dropped or become the out-of-vocabulary token, as in Keras; beyond Keras, they may become known words chosen at random.
/// </remarks>
public sealed class KerasTokenizerPipeline : TextPipeline
{
    /// <summary>The name of this pipeline in a manifest.</summary>
    public const string Kind = "keras-tokenizer";

    private readonly KerasTokenizer _tokenizer;
    private readonly UnknownWords _unknown;

    /// <summary>Creates the pipeline.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="vocabulary">The words by falling count, after <see cref="Vocabulary.PaddingToken"/> and the out-of-vocabulary token if there is one.</param>
    /// <exception cref="RnnOnnxException">The settings contradict each other or the vocabulary.</exception>
    public KerasTokenizerPipeline(PipelineManifest settings, Vocabulary vocabulary)
        : base(settings, Kind)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        vocabulary.RequirePadding(Kind);
        _tokenizer = KerasTokenizer.FromVocabulary(Options(settings) with { OutOfVocabularyToken = null }, vocabulary);
        _unknown = settings switch
        {
            { Unknown: not null } => UnknownWords.Of(settings, vocabulary),
            { OutOfVocabularyToken: { } token } => Token(token, settings, vocabulary),
            _ => UnknownWords.Dropped,
        };
    }

    /// <summary>The tokenizer's options that a manifest asks for, for fitting it to texts.</summary>
    /// <param name="settings">The settings; those left out have Keras' defaults.</param>
    public static KerasTokenizerOptions Options(PipelineManifest settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new KerasTokenizerOptions
        {
            Filters = settings.Filters ?? KerasTokenizerOptions.DefaultFilters,
            Split = settings.Split ?? " ",
            Lower = settings.Lower ?? true,
            CharacterLevel = settings.CharacterLevel ?? false,
            NumWords = settings.VocabularySize,
            OutOfVocabularyToken = settings.OutOfVocabularyToken ?? (settings.Unknown == UnknownTokens.Unk ? Vocabulary.UnknownToken : null),
        };
    }

    private protected override int Write(ReadOnlySpan<char> text, IdBuffer ids) => _tokenizer.Encode(text, ids, _unknown);

    private protected override void Trace(ReadOnlySpan<char> text, List<TracedToken> tokens) => _tokenizer.Trace(text, _unknown, tokens);

    private static UnknownWords Token(string token, PipelineManifest settings, Vocabulary vocabulary) => vocabulary.TryGetId(token, out var id) && id > 0 && id < settings.VocabularySize
        ? UnknownWords.Become(id)
        : throw new RnnOnnxException(
            $"The {Kind} pipeline replaces unknown words by '{token}', which must be among the vocabulary's entries 1 to {settings.VocabularySize - 1}; write the vocabulary with it or remove outOfVocabularyToken.");
}
