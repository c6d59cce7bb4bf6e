namespace RnnOnnx.Packages;

/// <summary>How text becomes ids. <see cref="Kind"/> names the pipeline; the other members are its settings, null where the kind has no such setting or its default holds.</summary>
public sealed record PipelineManifest
{
    /// <summary>The pipeline's name, one of <c>TextPipelines.Kinds</c>: <c>word-index</c> is Keras' IMDB and Reuters scheme.</summary>
    public required string Kind { get; init; }

    /// <summary>File of the vocabulary: one token a line, line number (from 0) = id.</summary>
    public required string Vocabulary { get; init; }

    /// <summary>Number of ids that the network knows; tokens with this id or a later one count as unknown.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Id put before every text. Of <c>word-index</c> and <c>character-sequence</c>.</summary>
    public int? Start { get; init; }

    /// <summary>Id of known words beyond <see cref="VocabularySize"/> in <c>word-index</c>, of unknown characters in <c>character-sequence</c>.</summary>
    public int? OutOfVocabulary { get; init; }

    /// <summary>Characters at which words end and that belong to none; null for Keras' default. Of <c>keras-tokenizer</c>.</summary>
    public string? Filters { get; init; }

    /// <summary>What separates words; null for a blank. Of <c>keras-tokenizer</c>.</summary>
    public string? Split { get; init; }

    /// <summary>Whether texts are lowered; null for true. Of <c>keras-tokenizer</c>.</summary>
    public bool? Lower { get; init; }

    /// <summary>Whether each character is a token; null for false. Of <c>keras-tokenizer</c>.</summary>
    public bool? CharacterLevel { get; init; }

    /// <summary>Token of the vocabulary that replaces unknown words; null when none does. Of <c>keras-tokenizer</c>.</summary>
    public string? OutOfVocabularyToken { get; init; }

    /// <summary>What becomes of unknown tokens. Of <c>treebank</c>, and of <c>keras-tokenizer</c>, where null stands for what Keras does.</summary>
    public UnknownTokens? Unknown { get; init; }

    /// <summary>Seed of the choice of <see cref="UnknownTokens.Random"/>.</summary>
    public long? UnknownSeed { get; init; }

    /// <summary>What is replaced in a text before it is split, one after the other; null for nothing.</summary>
    public IReadOnlyList<TextReplacement>? Replacements { get; init; }

    /// <summary>Number of steps that the network was trained on; longer texts are cut.</summary>
    public required int MaximumLength { get; init; }

    /// <summary>The side on which short texts are filled with id 0.</summary>
    public required SequenceSide Padding { get; init; }

    /// <summary>The side on which long texts are cut.</summary>
    public required SequenceSide Truncation { get; init; }
}

/// <summary>What becomes of a token that the vocabulary does not know.</summary>
public enum UnknownTokens
{
    /// <summary>It is left out.</summary>
    Drop,

    /// <summary>A known token takes its place, always the same one for the same seed and token.</summary>
    Random,

    /// <summary>The token <c>&lt;UNK&gt;</c> takes its place, whose id is 1.</summary>
    Unk,
}

/// <summary>A literal replacement, made wherever <paramref name="Find"/> occurs, from left to right.</summary>
/// <param name="Find">What is replaced, compared character by character; not empty.</param>
/// <param name="With">What takes its place; may be empty.</param>
public sealed record TextReplacement(string Find, string With);

/// <summary>A side of a sequence.</summary>
public enum SequenceSide
{
    /// <summary>The start.</summary>
    Pre,

    /// <summary>The end.</summary>
    Post,
}
