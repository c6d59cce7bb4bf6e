using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

public sealed class TreebankPipelineTests
{
    // A vocabulary file is UTF-8 and cannot hold half a surrogate pair.
    private static readonly TokenCase[] WellFormed = [.. TreebankCases.Plain.Where(static known => !known.Tokens.Any(static token => token.EnumerateRunes().Any(static rune => rune.Value == 0xFFFD)))];

    private static readonly Vocabulary AllTokens = Vocabulary.FromTokens(["<PAD>", .. WellFormed.SelectMany(static known => known.Tokens).Distinct()]);

    private static readonly TreebankPipeline KnowsAll = new(TinyPipelines.Treebank with { VocabularySize = AllTokens.Count, MaximumLength = 100_000 }, AllTokens);

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, WellFormed.Length)];

    // Ids: 1 I, 2 like, 3 this, 4 movie, 5 n't.
    [Theory]
    [InlineData("I dont like this movie", new[] { 1, 2, 3, 4 }, 1)]
    [InlineData("I don't like this movie.", new[] { 1, 5, 2, 3, 4 }, 2)]
    [InlineData("i LIKE This", new int[0], 3)]
    [InlineData("", new int[0], 0)]
    [InlineData(" \t\n", new int[0], 0)]
    [InlineData("<PAD> movie", new[] { 4 }, 3)]
    public void Tokens_become_their_lines_and_case_counts(string text, int[] ids, int unknown)
    {
        var sequence = new TreebankPipeline(TinyPipelines.Treebank, TinyPipelines.TreebankWords).Encode(text);

        sequence.Ids.Should().Equal(ids, "each id is a row of the vectors");
        (sequence.Unknown, sequence.Cut).Should().Be((unknown, 0), "dropped tokens count as unknown");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_case_of_nltk_comes_out(int number)
    {
        var (text, tokens) = WellFormed[number];

        KnowsAll.Encode(text).Ids.Select(id => AllTokens[id]).Should().Equal(tokens, "a token that is split otherwise has another vector, or none");
    }

    [Fact]
    public void Most_cases_of_nltk_are_among_them() => WellFormed.Length.Should().BeGreaterThanOrEqualTo(400, "few texts hold half a character");

    [Fact]
    public void Tokens_beyond_the_vocabulary_size_are_unknown()
    {
        var pipeline = new TreebankPipeline(TinyPipelines.Treebank with { VocabularySize = 4 }, TinyPipelines.TreebankWords);

        pipeline.Encode("I like this movie").Should().BeEquivalentTo(new TokenSequence([1, 2, 3], 1, 0), "the vectors of a larger file are not all used");
    }

    [Fact]
    public void The_cut_comes_after_unknown_tokens_were_dropped()
    {
        var pipeline = new TreebankPipeline(TinyPipelines.Treebank with { MaximumLength = 2 }, TinyPipelines.TreebankWords);

        pipeline.Encode("I dont like this movie").Should().BeEquivalentTo(new TokenSequence([1, 2], 1, 2), "document 001 drops first and cuts the end then");
        new TreebankPipeline(TinyPipelines.Treebank with { MaximumLength = 2, Truncation = SequenceSide.Pre }, TinyPipelines.TreebankWords).Encode("I dont like this movie").Ids
            .Should().Equal([3, 4], "the manifest may say otherwise");
    }

    [Fact]
    public void A_vocabulary_that_does_not_fit_is_refused()
    {
        var padding = () => new TreebankPipeline(TinyPipelines.Treebank, TinyPipelines.VectorizationTokens);
        var unknown = () => new TreebankPipeline(TinyPipelines.Treebank with { Unknown = UnknownTokens.Unk }, TinyPipelines.TreebankWords);
        var random = () => new TreebankPipeline(TinyPipelines.Treebank with { Unknown = UnknownTokens.Random, UnknownSeed = 1 }, Vocabulary.FromTokens(["<PAD>", "<UNK>"]));

        padding.Should().Throw<RnnOnnxException>("a word would be padding").WithMessage("*must start with <PAD>*''*");
        unknown.Should().Throw<RnnOnnxException>("there is no <UNK>").WithMessage("*<UNK>, which must be the vocabulary's entry 1*");
        random.Should().Throw<RnnOnnxException>("there is nothing to choose from").WithMessage("*its vocabulary has none*");
    }
}
