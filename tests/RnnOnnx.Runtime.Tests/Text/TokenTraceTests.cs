using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

/// <summary>What a trace says must be what the model sees.</summary>
public sealed class TokenTraceTests
{
    private static readonly string[] Words = ["the", "film", "not", "a", "bad", "at", "all", "n't", "do", ".", "dull", "zany"];

    private static readonly string[] Texts =
    [
        "", " ", "Not a bad film at all.", "the the THE zany, dull film -- a naïve\u0130 one!", "\ud83d\ude00\ud83d x", "don't <br />'all'", string.Join(' ', Enumerable.Range(0, 40).Select(i => Words[i % 12] + (i % 5 == 0 ? "x" : ""))),
    ];

    public static TheoryData<string> Pipelines => new(Settings.Keys);

    private static Dictionary<string, (PipelineManifest Settings, string[] Vocabulary)> Settings { get; } = new()
    {
        ["word-index"] = (Of(WordIndexPipeline.Kind, 14) with { Start = 1, OutOfVocabulary = 2 }, ["<PAD>", "<START>", "<OOV>", "<UNUSED>", .. Words]),
        ["keras, dropped"] = (Of(KerasTokenizerPipeline.Kind, 10), ["<PAD>", .. Words]),
        ["keras, random"] = (Of(KerasTokenizerPipeline.Kind, 10) with { Unknown = UnknownTokens.Random, UnknownSeed = 7 }, ["<PAD>", .. Words]),
        ["keras, token"] = (Of(KerasTokenizerPipeline.Kind, 10) with { OutOfVocabularyToken = "not" }, ["<PAD>", .. Words]),
        ["keras, characters"] = (Of(KerasTokenizerPipeline.Kind, 5) with { CharacterLevel = true }, ["<PAD>", "a", "t", " ", "x"]),
        ["treebank, dropped"] = (Of(TreebankPipeline.Kind, 13) with { Unknown = UnknownTokens.Drop }, ["<PAD>", .. Words]),
        ["treebank, UNK"] = (Of(TreebankPipeline.Kind, 14) with { Unknown = UnknownTokens.Unk, Truncation = SequenceSide.Post }, ["<PAD>", "<UNK>", .. Words]),
        ["vectorization"] = (Of(TextVectorizationPipeline.Kind, 14) with { Padding = SequenceSide.Post, Truncation = SequenceSide.Post, Replacements = [new("<br />", " ")] }, ["", "[UNK]", .. Words]),
        ["characters"] = (Of(CharacterPipeline.Kind, 46) with { Padding = SequenceSide.Post, Truncation = SequenceSide.Post }, [.. CharacterTokenizer.Symbols]),
        ["character-sequence"] = (Of(CharacterSequencePipeline.Kind, 7) with { Padding = SequenceSide.Post, Truncation = SequenceSide.Post }, [.. CharacterSequencePipeline.Signs, "a", "t", " "]),
    };

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void A_trace_has_the_ids_the_unknown_and_the_cut_tokens_of_the_encoder(string name)
    {
        var (settings, vocabulary) = Settings[name];
        var pipeline = TextPipelines.Create(settings, Vocabulary.FromTokens(vocabulary));
        foreach (var text in Texts)
        {
            var (encoded, tokens) = (pipeline.Encode(text), pipeline.Trace(text));
            tokens.Where(t => t.Id is not null && !t.IsCut).Select(t => t.Id!.Value).Should().Equal(encoded.Ids, "an explanation of other ids would explain another answer ('{0}')", text);
            tokens.Count(t => !t.IsKnown).Should().Be(encoded.Unknown, "'{0}'", text);
            tokens.Count(t => t.IsCut).Should().Be(encoded.Cut, "'{0}'", text);
        }
    }

    [Fact]
    public void Tokens_are_named_with_what_became_of_them()
    {
        var (settings, vocabulary) = Settings["word-index"];
        var tokens = TextPipelines.Create(settings with { MaximumLength = 3 }, Vocabulary.FromTokens(vocabulary)).Trace("The film, naïve: dull ZANY");
        tokens.Should().Equal(
            new("<START>", 1, IsKnown: true, IsCut: true), // ids 1 4 5 2 2 cut at the start to three
            new("the", 4, IsKnown: true, IsCut: true),
            new("film", 5, IsKnown: true),
            new("naïve", null, IsKnown: false), // not in the index: left out
            new("dull", 2, IsKnown: false), // its id 14 is beyond the 14 ids
            new("zany", 2, IsKnown: false));
    }

    private static PipelineManifest Of(string kind, int size) => new()
    {
        Kind = kind,
        Vocabulary = "vocab.txt",
        VocabularySize = size,
        MaximumLength = 12,
        Padding = SequenceSide.Pre,
        Truncation = SequenceSide.Pre,
    };
}
