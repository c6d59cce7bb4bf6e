using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Export;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

public sealed class TextMetadataTests
{
    private static readonly ModelManifest Manifest = WordSum.Contents().Manifest;

    [Fact]
    public void Every_kind_of_pipeline_is_described()
    {
        foreach (var kind in TextPipelines.Kinds)
        {
            Steps(Pipeline(kind)).Should().HaveCountGreaterThanOrEqualTo(3, "whoever has the graph alone must be able to make its ids: {0}", kind);
        }
    }

    [Fact]
    public void Replacements_come_first_and_vectors_last()
    {
        var pipeline = Pipeline(TreebankPipeline.Kind) with { Unknown = UnknownTokens.Drop, Replacements = [new("<br />", " "), new("'", ""), new("\t", "`")] };

        var steps = Steps(pipeline, new VectorsReference("vectors-test", new string('a', 64)));

        steps.Should().Equal(
            "Each `<br />` becomes a blank.",
            "Each `'` is removed.",
            "Each `\\t` becomes `` ` ``.",
            "The text is split by the rules of NLTK's `TreebankWordTokenizer`, which keep upper and lower case.",
            "Each token becomes its line number (from 0) in `vocab.txt` if that is below 7; all others are dropped.",
            "Texts of more than 6 ids lose ids at the end.",
            "Shorter texts of one batch are filled with id 0 at the end up to the longest of them; filling up to 6 gives the same scores.",
            $"Each id becomes its row (from 0) in the vectors of the package `vectors-test`, whose `vectors.json` has SHA-256 {new string('a', 64)}; row 0 is zero.");
    }

    [Fact]
    public void The_settings_of_keras_tokenizer_are_told_those_left_out_too()
    {
        var pipeline = Pipeline(KerasTokenizerPipeline.Kind);

        Steps(pipeline with { Filters = ".`\n" }).Take(4).Should().Equal(
            "The text becomes lower case as by Python's `str.lower()`.",
            "Each of the characters `` .`\\n `` becomes a blank.",
            "The text is split at a blank, and empty parts are left out.",
            "Each token becomes its line number (from 0) in `vocab.txt` if that is below 7; all others are dropped.");
        Steps(pipeline with { CharacterLevel = true, Lower = false })[0].Should().Be("Each character (code point) is a token.");
        Steps(pipeline with { OutOfVocabularyToken = "<OOV>" }).Should().ContainMatch("*all others become the line of `<OOV>`.");
        Steps(pipeline with { Unknown = UnknownTokens.Unk }).Should().ContainMatch("*all others become 1, which is `<UNK>`.");
        Steps(pipeline with { Unknown = UnknownTokens.Random, UnknownSeed = 42 }).Should().ContainMatch("*64-bit FNV-1a*seed 42*");
    }

    [Fact]
    public void Only_settings_that_the_kind_has_are_written()
    {
        Keys(Manifest.Pipeline).Should().Equal(
            ["text.maximum_length", "text.out_of_vocabulary", "text.padding", "text.pipeline", "text.start", "text.steps", "text.truncation", "text.vocabulary", "text.vocabulary_size"],
            "these are the settings of word-index");
        Keys(Pipeline(CharacterPipeline.Kind)).Should().Equal(
            ["text.maximum_length", "text.padding", "text.pipeline", "text.steps", "text.truncation", "text.vocabulary", "text.vocabulary_size"], "a setting that does nothing misleads");
        Keys(Pipeline(KerasTokenizerPipeline.Kind)).Should().Contain(["text.filters", "text.split", "text.lower", "text.character_level"], "Keras' defaults are told").And.NotContain("text.start", "it has none");
        Keys(Pipeline(TreebankPipeline.Kind) with { Unknown = UnknownTokens.Random, UnknownSeed = 42 }).Should().Contain(["text.unknown", "text.unknown_seed"], "the choice is part of the model");
    }

    [Fact]
    public void An_unknown_kind_is_an_error_of_the_trainer()
    {
        var act = () => Steps(Pipeline("sentencepiece"));

        act.Should().Throw<ExportException>("a graph without a description must not be shipped").WithMessage("*'sentencepiece'*");
    }

    private static string[] Steps(PipelineManifest pipeline, VectorsReference? vectors = null) => [.. TextMetadata.Steps(Manifest with { Pipeline = pipeline, Vectors = vectors })];

    private static string[] Keys(PipelineManifest pipeline) =>
        [.. TextMetadata.AddTo(WordSum.Model(), Manifest with { Pipeline = pipeline }).MetadataProps.Select(entry => entry.Key).Where(key => key.StartsWith("text.", StringComparison.Ordinal))];

    private static PipelineManifest Pipeline(string kind) => Manifest.Pipeline with { Kind = kind, Start = null, OutOfVocabulary = null, Padding = SequenceSide.Post, Truncation = SequenceSide.Post };
}
