using FluentAssertions;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

public sealed class CharacterPipelineTests
{
    // How CharacterCases writes UNK.
    private const char UnknownMark = '\u00b7';

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, CharacterCases.All.Count)];

    // Ids: 0 PAD, 1 UNK, 2 a to 27 z, 28 1 to 36 9, then "'?!.,:; and the blank, which is 45.
    [Theory]
    [InlineData("Az 19", new[] { 2, 27, 45, 28, 36 }, 0)]
    [InlineData("0-\n\u00e9", new[] { 1, 1, 1, 1 }, 4)]
    [InlineData("\"'?!.,:;", new[] { 37, 38, 39, 40, 41, 42, 43, 44 }, 0)]
    [InlineData("", new int[0], 0)]
    public void Text_becomes_the_symbols_of_document_001(string text, int[] ids, int unknown)
    {
        var sequence = Pipeline(12).Encode(text);

        sequence.Ids.Should().Equal(ids, "each symbol is one feature of the network");
        (sequence.Unknown, sequence.Cut).Should().Be((unknown, 0), "characters that became UNK count as unknown");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_case_of_the_document_comes_out(int number)
    {
        var (text, symbols) = CharacterCases.All[number];

        var ids = Pipeline(100_000).Encode(text).Ids;

        string.Concat(ids.Select(static id => id == CharacterTokenizer.UnknownId ? UnknownMark : CharacterTokenizer.Symbols[id][0])).Should().Be(symbols, "another symbol is another input of the network");
    }

    [Fact]
    public void The_end_of_a_long_text_is_cut_off()
    {
        Pipeline(3).Encode("abcde").Should().BeEquivalentTo(new TokenSequence([2, 3, 4], 0, 2), "the document cuts at the end");
    }

    [Fact]
    public void Another_vocabulary_is_refused_by_its_first_difference()
    {
        var other = () => new CharacterPipeline(TinyPipelines.Characters, Vocabulary.FromTokens(["UNK", "PAD", .. CharacterTokenizer.Symbols.Skip(2)]));
        var shorter = () => new CharacterPipeline(TinyPipelines.Characters, Vocabulary.FromTokens([.. CharacterTokenizer.Symbols.SkipLast(1)]));
        var longer = () => new CharacterPipeline(TinyPipelines.Characters, Vocabulary.FromTokens([.. CharacterTokenizer.Symbols, "0"]));

        other.Should().Throw<RnnOnnxException>("rows are filled with id 0, which must be PAD").WithMessage("*'PAD' as id 0*'UNK'*");
        shorter.Should().Throw<RnnOnnxException>("the blank has no id").WithMessage("*' ' as id 45*has nothing*");
        longer.Should().Throw<RnnOnnxException>("the network has no such feature").WithMessage("*has nothing as id 46*'0'*");
    }

    private static CharacterPipeline Pipeline(int length) => new(TinyPipelines.Characters with { MaximumLength = length }, TinyPipelines.Symbols);
}
