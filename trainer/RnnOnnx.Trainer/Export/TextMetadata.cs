using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Export;

/// <summary>
/// Writes into the ONNX file itself how text becomes its input, under keys that start with <c>text.</c>: a graph that has lost its package must
/// still say what its ids mean.
/// </summary>
public static class TextMetadata
{
    /// <summary>A copy of the model with the metadata of its manifest; keys that the model has already are kept.</summary>
    /// <param name="model">The model, left as it is.</param>
    /// <param name="manifest">The manifest of its package.</param>
    public static ModelProto AddTo(ModelProto model, ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(manifest);
        var entries = new SortedDictionary<string, string>(Entries(manifest), StringComparer.Ordinal);
        foreach (var entry in model.MetadataProps)
        {
            entries[entry.Key] = entry.Value;
        }

        var described = model.Clone();
        described.MetadataProps.Clear();
        described.MetadataProps.Add(entries.Select(e => new StringStringEntryProto { Key = e.Key, Value = e.Value }));
        return described;
    }

    /// <summary>The steps from text to the graph's input, in one sentence each, in their order.</summary>
    /// <param name="manifest">The manifest; of a graph that is length-adaptive, filling up to the full length may be left out.</param>
    /// <exception cref="ExportException">The kind of pipeline is not known here.</exception>
    public static IEnumerable<string> Steps(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Task == ModelTask.Generation
            ? [.. TokenSteps(manifest.Pipeline), .. GenerationSteps(manifest)]
            : [.. Steps(manifest.Pipeline, manifest.Graph.LengthAdaptive), .. VectorSteps(manifest)];
    }

    /// <summary>What one input of ids needs, under keys that start with <c>text.</c>.</summary>
    /// <param name="pipeline">How text becomes the ids.</param>
    /// <param name="lengthAdaptive">Whether filling up to the full length may be left out.</param>
    /// <exception cref="ExportException">The kind of pipeline is not known here.</exception>
    internal static Dictionary<string, string> Entries(PipelineManifest pipeline, bool lengthAdaptive)
    {
        var keras = pipeline.Kind == KerasTokenizerPipeline.Kind ? KerasTokenizerPipeline.Options(pipeline) : null;
        var entries = new Dictionary<string, string?>
        {
            ["text.pipeline"] = pipeline.Kind,
            ["text.vocabulary"] = pipeline.Vocabulary,
            ["text.vocabulary_size"] = pipeline.VocabularySize.ToString(),
            ["text.start"] = pipeline.Start?.ToString(),
            ["text.out_of_vocabulary"] = pipeline.OutOfVocabulary?.ToString(),
            ["text.filters"] = keras is { CharacterLevel: false } ? keras.Filters : null,
            ["text.split"] = keras is { CharacterLevel: false } ? keras.Split : null,
            ["text.lower"] = keras is null ? null : Word(keras.Lower),
            ["text.character_level"] = keras is null ? null : Word(keras.CharacterLevel),
            ["text.out_of_vocabulary_token"] = keras?.OutOfVocabularyToken,
            ["text.unknown"] = pipeline.Unknown is { } unknown ? Word(unknown) : null,
            ["text.unknown_seed"] = pipeline.UnknownSeed?.ToString(),
            ["text.maximum_length"] = pipeline.MaximumLength.ToString(),
            ["text.padding"] = Side(pipeline.Padding),
            ["text.truncation"] = Side(pipeline.Truncation),
            ["text.steps"] = string.Join(" ", Steps(pipeline, lengthAdaptive)),
        };
        return entries.Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!);
    }

    private static string[] Steps(PipelineManifest pipeline, bool lengthAdaptive) =>
    [
        .. (pipeline.Replacements ?? []).Select(Replacement),
        .. TokenSteps(pipeline),
        $"Texts of more than {pipeline.MaximumLength} ids lose ids at the {Side(pipeline.Truncation)}.",
        lengthAdaptive
            ? $"Shorter texts of one batch are filled with id 0 at the {Side(pipeline.Padding)} up to the longest of them; filling up to {pipeline.MaximumLength} gives the same scores."
            : $"Shorter texts are filled with id 0 at the {Side(pipeline.Padding)} up to {pipeline.MaximumLength}.",
    ];

    private static string[] TokenSteps(PipelineManifest pipeline) => pipeline.Kind switch
    {
        WordIndexPipeline.Kind =>
        [
            "Each ASCII punctuation mark except the apostrophe, each tab and each line end becomes a blank, ASCII letters become lower case, and the text is split at blanks.",
            $"Each word becomes its line number (from 0) in `{pipeline.Vocabulary}`, which must be below {pipeline.VocabularySize}: later words become {pipeline.OutOfVocabulary}, and words that the file lacks are dropped.",
            $"Id {pipeline.Start} is put before the text.",
        ],
        KerasTokenizerPipeline.Kind => [.. KerasSteps(KerasTokenizerPipeline.Options(pipeline)), Lookup("token", pipeline)],
        TreebankPipeline.Kind => ["The text is split by the rules of NLTK's `TreebankWordTokenizer`, which keep upper and lower case.", Lookup("token", pipeline)],
        TextVectorizationPipeline.Kind =>
        [
            "ASCII letters become lower case, ASCII punctuation marks are removed, and the text is split at ASCII white space.",
            $"Each token becomes its line number (from 0) in `{pipeline.Vocabulary}`; tokens that the file lacks become {TextVectorizer.UnknownId}, which is `{TextVectorizer.UnknownToken}`.",
        ],
        CharacterSequencePipeline.Kind =>
        [
            $"Id {CharacterSequencePipeline.StartId} is put before the text.",
            $"Each character (code point) becomes its line number (from 0) in `{pipeline.Vocabulary}`; characters that the file lacks become {CharacterSequencePipeline.UnknownId}.",
        ],
        CharacterPipeline.Kind =>
        [
            "The text becomes lower case as by Python's `str.lower()`.",
            $"Each character (code point) becomes its line number (from 0) in `{pipeline.Vocabulary}`; characters that the file lacks become {CharacterTokenizer.UnknownId}, which is `{CharacterTokenizer.Unknown}`.",
        ],
        _ => throw new ExportException($"the text pipeline '{pipeline.Kind}' has no description for model cards and metadata; add it to {nameof(TextMetadata)}.{nameof(Steps)}."),
    };

    private static IEnumerable<string> KerasSteps(KerasTokenizerOptions options)
    {
        if (options.Lower)
        {
            yield return "The text becomes lower case as by Python's `str.lower()`.";
        }

        if (options.CharacterLevel)
        {
            yield return "Each character (code point) is a token.";
            yield break;
        }

        if (options.Filters.Length > 0)
        {
            yield return $"Each of the characters {Code(options.Filters)} becomes {Code(options.Split)}.";
        }

        yield return $"The text is split at {Code(options.Split)}, and empty parts are left out.";
    }

    private static string Lookup(string token, PipelineManifest pipeline)
    {
        var others = (pipeline.Unknown, pipeline.OutOfVocabularyToken) switch
        {
            (UnknownTokens.Unk, _) => $"all others become {Vocabulary.UnknownId}, which is {Code(Vocabulary.UnknownToken)}",
            (UnknownTokens.Random, _) =>
                $"each other one becomes one of the n ids of words, number ⌊h·n / 2^64⌋ of them, where h is the 64-bit FNV-1a hash over the eight bytes of the seed {pipeline.UnknownSeed} and the {token}'s UTF-16, little-endian, "
                + "mixed by SplitMix64's last three steps",
            (_, { } word) => $"all others become the line of {Code(word)}",
            _ => "all others are dropped",
        };
        return $"Each {token} becomes its line number (from 0) in `{pipeline.Vocabulary}` if that is below {pipeline.VocabularySize}; {others}.";
    }

    private static string Replacement(TextReplacement replacement) =>
        replacement.With.Length == 0 ? $"Each {Code(replacement.Find)} is removed." : $"Each {Code(replacement.Find)} becomes {Code(replacement.With)}.";

    private static string[] GenerationSteps(ModelManifest manifest) =>
    [
        $"The ids, at most {manifest.Pipeline.MaximumLength} of them, are the first run's `{manifest.Graph.Inputs[0].Name}`, its states are zeros, and nothing is filled.",
        $"`{manifest.Graph.Outputs[0].Name}` are the logits of the next id; {CharacterSequencePipeline.PaddingId}, {CharacterSequencePipeline.StartId} and {CharacterSequencePipeline.UnknownId} are never chosen, and {CharacterSequencePipeline.EndId} ends the text.",
        "The id that is chosen is the next run's only one, with each output `next_X` as the state `X`.",
    ];

    private static IEnumerable<string> VectorSteps(ModelManifest manifest)
    {
        if (manifest.Vectors is { } vectors)
        {
            yield return $"Each id becomes its row (from 0) in the vectors of the package `{vectors.Id}`, whose `{VectorsManifest.FileName}` has SHA-256 {vectors.Sha256}; row 0 is zero.";
        }
    }

    private static Dictionary<string, string> Entries(ModelManifest manifest)
    {
        var entries = Entries(manifest.Pipeline, manifest.Graph.LengthAdaptive);
        entries["model.id"] = manifest.Id;
        entries["model.summary"] = manifest.Summary;
        entries["text.steps"] = string.Join(" ", Steps(manifest));
        if (manifest.Vectors is { } vectors)
        {
            entries["text.vectors"] = vectors.Id;
            entries["text.vectors_sha256"] = vectors.Sha256;
        }

        return entries;
    }

    // Markdown code: a blank alone, line ends and back quotes would not survive it as they are.
    private static string Code(string text)
    {
        if (text == " ")
        {
            return "a blank";
        }

        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        return escaped.Contains('`', StringComparison.Ordinal) ? $"`` {escaped} ``" : $"`{escaped}`";
    }

    private static string Word(bool value) => value ? "true" : "false";

    private static string Word(UnknownTokens unknown) => unknown switch
    {
        UnknownTokens.Drop => "drop",
        UnknownTokens.Random => "random",
        UnknownTokens.Unk => "unk",
        _ => throw new ArgumentOutOfRangeException(nameof(unknown), unknown, "a token is dropped or replaced"),
    };

    private static string Side(SequenceSide side) => side switch
    {
        SequenceSide.Pre => "start",
        SequenceSide.Post => "end",
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "a sequence has a start and an end"),
    };
}
