using FluentAssertions;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

public sealed class TextVectorizationPipelineTests
{
    private static readonly TextVectorizationPipeline Rows = new(
        TinyPipelines.Vectorization with { VocabularySize = 16, MaximumLength = 6 },
        Vocabulary.FromTokens(TextVectorizer.Fit(TextVectorizerCases.RowTexts, new() { MaximumTokens = 16 }).Vocabulary));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, TextVectorizerCases.Rows.Count)];

    // Ids: 1 unknown, 2 the, 3 film, 4 not, 5 good, 6 dont.
    [Theory]
    [InlineData("The FILM, not-good: don't!", new[] { 2, 3, 1, 6 }, 1)]
    [InlineData("", new int[0], 0)]
    [InlineData(" ,. ! ", new int[0], 0)]
    [InlineData("[UNK] unk", new[] { 1, 1 }, 2)]
    [InlineData("\u00c9cole film\u00a0film", new[] { 1, 1 }, 2)]
    public void Text_becomes_ids_of_which_1_is_unknown(string text, int[] ids, int unknown)
    {
        var sequence = new TextVectorizationPipeline(TinyPipelines.Vectorization, TinyPipelines.VectorizationTokens).Encode(text);

        sequence.Ids.Should().Equal(ids, "the layer knows no other ids");
        (sequence.Unknown, sequence.Cut).Should().Be((unknown, 0), "tokens that became [UNK] count as unknown");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_row_of_keras_is_what_the_network_reads(int number)
    {
        var (text, row) = TextVectorizerCases.Rows[number];

        var ids = Rows.Encode(text).Ids;

        SequencePadding.Pad(ids, 6, Rows.Settings.Padding, Rows.Settings.Truncation).Should().Equal(row, "the layer fills and cuts at the end");
    }

    [Fact]
    public void The_end_of_a_long_text_is_cut_off()
    {
        var sequence = Rows.Encode("zzz zzz zzz zzz zzz zzz film film");

        (sequence.Ids.Count, sequence.Ids.Distinct().Count(), sequence.Cut).Should().Be((6, 1, 2), "output_sequence_length keeps the start");
    }

    [Fact]
    public void A_vocabulary_that_does_not_fit_is_refused()
    {
        var first = () => new TextVectorizationPipeline(TinyPipelines.Vectorization, TinyPipelines.KerasWords);
        var many = () => new TextVectorizationPipeline(TinyPipelines.Vectorization with { VocabularySize = 6 }, TinyPipelines.VectorizationTokens);

        first.Should().Throw<RnnOnnxException>("unknown tokens would become 'the'").WithMessage("*starts with '<PAD>', 'the'*");
        many.Should().Throw<RnnOnnxException>("the graph has fewer ids").WithMessage("*has 7 tokens*is 6*");
    }
}
