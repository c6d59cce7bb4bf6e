using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

public sealed class PipelineAllocationTests
{
    private const string Text = "\"The film<br />was NOT good, I don't like this movie at all\" -- \u0130stanbul, \u039f\u0394\u039f\u03a3 \U0001F600 cannot gonna 1,000...";

    public static TheoryData<int, bool> Kinds
    {
        get
        {
            var data = new TheoryData<int, bool>();
            for (var kind = 0; kind < TinyPipelines.All.Count; kind++)
            {
                data.Add(kind, false);
                data.Add(kind, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encoding_allocates_its_result_and_nothing_else(int kind, bool replacing)
    {
        var (settings, vocabulary) = TinyPipelines.All[kind];
        var pipeline = TextPipelines.Create(settings with { Replacements = replacing ? [new TextReplacement("<br />", " "), new TextReplacement("'", "")] : null }, vocabulary);
        var count = pipeline.Encode(Text).Ids.Count;
        count.Should().BeGreaterThan(0, "an empty result would prove little");

        var result = Allocations.FewestOf(() => _ = new TokenSequence(new int[count], 0, 0));

        Allocations.FewestOf(() => _ = pipeline.Encode(Text)).Should().Be(result, "a server encodes every text it is sent, and each token of garbage would be collected again");
    }
}
