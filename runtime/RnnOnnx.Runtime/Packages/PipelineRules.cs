using RnnOnnx.Text;

namespace RnnOnnx.Packages;

/// <summary>What each kind of text pipeline must and must not say in a manifest. Kinds of a newer version are left to it.</summary>
internal static class PipelineRules
{
    /// <summary>The first rule that the settings break; null when they keep them all.</summary>
    public static string? Violation(PipelineManifest pipeline) => Sizes(pipeline) ?? Replacements(pipeline.Replacements) ?? (pipeline.Kind switch
    {
        WordIndexPipeline.Kind => Strange(pipeline, nameof(pipeline.Start), nameof(pipeline.OutOfVocabulary))
            ?? Id(pipeline, pipeline.Start, nameof(pipeline.Start))
            ?? Id(pipeline, pipeline.OutOfVocabulary, nameof(pipeline.OutOfVocabulary)),
        CharacterSequencePipeline.Kind => Strange(pipeline, nameof(pipeline.Start), nameof(pipeline.OutOfVocabulary)),
        KerasTokenizerPipeline.Kind => Strange(
                pipeline,
                nameof(pipeline.Filters),
                nameof(pipeline.Split),
                nameof(pipeline.Lower),
                nameof(pipeline.CharacterLevel),
                nameof(pipeline.OutOfVocabularyToken),
                nameof(pipeline.Unknown),
                nameof(pipeline.UnknownSeed))
            ?? Unknown(pipeline),
        TreebankPipeline.Kind => Strange(pipeline, nameof(pipeline.Unknown), nameof(pipeline.UnknownSeed))
            ?? (pipeline.Unknown is null ? $"the {pipeline.Kind} pipeline lacks {nameof(pipeline.Unknown)}, which says what becomes of unknown tokens" : Unknown(pipeline)),
        TextVectorizationPipeline.Kind => Strange(pipeline) ?? AtTheEnd(pipeline),
        CharacterPipeline.Kind => Strange(pipeline) ?? AtTheEnd(pipeline) ?? (pipeline.VocabularySize == CharacterTokenizer.Symbols.Count
            ? null
            : $"the {pipeline.Kind} pipeline has {CharacterTokenizer.Symbols.Count} symbols, and the vocabulary size is {pipeline.VocabularySize}"),
        _ => null,
    });

    private static string? Sizes(PipelineManifest pipeline) => pipeline switch
    {
        { MaximumLength: < 1 or > PackageLimits.Steps } => $"the pipeline's maximum length is {pipeline.MaximumLength}, and it must lie between 1 and {PackageLimits.Steps}",
        { VocabularySize: < 1 } => $"the pipeline's vocabulary size is {pipeline.VocabularySize}",
        _ => null,
    };

    private static string? Replacements(IReadOnlyList<TextReplacement>? replacements) => replacements switch
    {
        null => null,
        _ when replacements.Any(static replacement => replacement is null) => "a replacement of the pipeline is null",
        _ when replacements.Any(static replacement => replacement.Find.Length == 0) => "a replacement of the pipeline finds the empty text, which is everywhere",
        _ => null,
    };

    /// <summary>Finds a setting that another kind has: whoever wrote it expects something that would not happen.</summary>
    private static string? Strange(PipelineManifest pipeline, params ReadOnlySpan<string> known)
    {
        ReadOnlySpan<(string Name, bool IsSet)> settings =
        [
            (nameof(pipeline.Start), pipeline.Start is not null),
            (nameof(pipeline.OutOfVocabulary), pipeline.OutOfVocabulary is not null),
            (nameof(pipeline.Filters), pipeline.Filters is not null),
            (nameof(pipeline.Split), pipeline.Split is not null),
            (nameof(pipeline.Lower), pipeline.Lower is not null),
            (nameof(pipeline.CharacterLevel), pipeline.CharacterLevel is not null),
            (nameof(pipeline.OutOfVocabularyToken), pipeline.OutOfVocabularyToken is not null),
            (nameof(pipeline.Unknown), pipeline.Unknown is not null),
            (nameof(pipeline.UnknownSeed), pipeline.UnknownSeed is not null),
        ];
        foreach (var (name, isSet) in settings)
        {
            if (isSet && !known.Contains(name))
            {
                return $"the {pipeline.Kind} pipeline has no setting {name}";
            }
        }

        return null;
    }

    private static string? Id(PipelineManifest pipeline, int? id, string name) => id switch
    {
        null => $"the {pipeline.Kind} pipeline lacks {name}",
        _ when id < 0 || id >= pipeline.VocabularySize => $"the {pipeline.Kind} pipeline has {name} = {id}, but its ids run from 0 to {pipeline.VocabularySize - 1}",
        _ => null,
    };

    private static string? Unknown(PipelineManifest pipeline) => pipeline switch
    {
        { Unknown: UnknownTokens.Random, UnknownSeed: null } => $"the {pipeline.Kind} pipeline replaces unknown tokens at random and lacks {nameof(pipeline.UnknownSeed)}",
        { Unknown: not UnknownTokens.Random, UnknownSeed: not null } => $"the {pipeline.Kind} pipeline has {nameof(pipeline.UnknownSeed)}, but chooses nothing at random",
        { Unknown: UnknownTokens.Drop or UnknownTokens.Random, OutOfVocabularyToken: not null } =>
            $"the {pipeline.Kind} pipeline has {nameof(pipeline.OutOfVocabularyToken)} = '{pipeline.OutOfVocabularyToken}', but {nameof(pipeline.Unknown)} = {pipeline.Unknown} does not use it",
        { Unknown: UnknownTokens.Unk, OutOfVocabularyToken: not (null or Vocabulary.UnknownToken) } =>
            $"the {pipeline.Kind} pipeline has {nameof(pipeline.OutOfVocabularyToken)} = '{pipeline.OutOfVocabularyToken}', but {nameof(pipeline.Unknown)} = {pipeline.Unknown} means {Vocabulary.UnknownToken}",
        { CharacterLevel: true, Split: not null } or { CharacterLevel: true, Filters: not null } =>
            $"the {pipeline.Kind} pipeline works on characters, where {nameof(pipeline.Filters)} and {nameof(pipeline.Split)} are not used",
        { Split: "" } => $"the {pipeline.Kind} pipeline has an empty {nameof(pipeline.Split)}, at which no text can be split",
        _ => null,
    };

    private static string? AtTheEnd(PipelineManifest pipeline) => pipeline is { Padding: SequenceSide.Post, Truncation: SequenceSide.Post }
        ? null
        : $"the {pipeline.Kind} pipeline fills and cuts texts at the end, and the manifest says padding {pipeline.Padding} and truncation {pipeline.Truncation}";
}
