using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.TinyPackages;

/// <summary>A small pipeline of each kind: its settings and its vocabulary.</summary>
internal static class TinyPipelines
{
    /// <summary>Document 000's characters at which words end.</summary>
    public const string Document000Filters = "#$%&()*+-/:;<=>@[\\]^{|}~\t\n,.!\"";

    public static Vocabulary KerasWords { get; } = Vocabulary.FromTokens(["<PAD>", "the", "film", "not", "good", "dull", "don't"]);

    public static Vocabulary VectorizationTokens { get; } = Vocabulary.FromTokens(["", "[UNK]", "the", "film", "not", "good", "dont"]);

    /// <summary>Document 001's own example: "dont" is unknown, and the sentence loses its meaning.</summary>
    public static Vocabulary TreebankWords { get; } = Vocabulary.FromTokens(["<PAD>", "I", "like", "this", "movie", "n't"]);

    public static Vocabulary TreebankWordsWithUnknown { get; } = Vocabulary.FromTokens(["<PAD>", "<UNK>", "I", "like", "this", "movie", "n't"]);

    public static Vocabulary Symbols { get; } = Vocabulary.FromTokens(CharacterTokenizer.Symbols);

    public static PipelineManifest Keras { get; } = Settings(KerasTokenizerPipeline.Kind, 5, SequenceSide.Pre) with { Filters = Document000Filters };

    public static PipelineManifest Vectorization { get; } = Settings(TextVectorizationPipeline.Kind, 7, SequenceSide.Post);

    public static PipelineManifest Treebank { get; } = Settings(TreebankPipeline.Kind, 6, SequenceSide.Post) with { Unknown = UnknownTokens.Drop };

    public static PipelineManifest Characters { get; } = Settings(CharacterPipeline.Kind, CharacterTokenizer.Symbols.Count, SequenceSide.Post);

    public static PipelineManifest Sequence { get; } = Settings(CharacterSequencePipeline.Kind, TinyGenerator.Tokens.Length, SequenceSide.Post);

    public static PipelineManifest WordIndex { get; } = Settings(WordIndexPipeline.Kind, TinyPackage.VocabularySize, SequenceSide.Pre) with { Start = 1, OutOfVocabulary = 2 };

    public static IReadOnlyList<(PipelineManifest Settings, Vocabulary Vocabulary)> All { get; } =
    [
        (Characters, Symbols),
        (Sequence, Vocabulary.FromTokens(TinyGenerator.Tokens)),
        (Keras, KerasWords),
        (Vectorization, VectorizationTokens),
        (Treebank, TreebankWords),
        (Treebank with { Unknown = UnknownTokens.Random, UnknownSeed = 42 }, TreebankWords),
        (Treebank with { Unknown = UnknownTokens.Unk }, TreebankWordsWithUnknown),
        (WordIndex, Vocabulary.FromTokens(TinyPackage.Tokens)),
    ];

    private static PipelineManifest Settings(string kind, int vocabularySize, SequenceSide side) => new()
    {
        Kind = kind,
        Vocabulary = "vocab.txt",
        VocabularySize = vocabularySize,
        MaximumLength = TinyPackage.MaximumLength,
        Padding = side,
        Truncation = side,
    };
}
