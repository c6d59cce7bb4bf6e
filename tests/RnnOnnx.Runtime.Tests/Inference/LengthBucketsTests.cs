using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class LengthBucketsTests
{
    [Fact]
    public void Texts_of_like_length_stand_together_the_longest_first() =>
        Split([3, 9, 3, 1, 9, 2], 2).Should().BeEquivalentTo(
            new[] { new[] { 1, 4 }, [0, 2], [5, 3] },
            options => options.WithStrictOrdering(),
            "unlike neighbours are computed for padding only");

    [Fact]
    public void No_texts_make_no_batches() => LengthBuckets.Split([], Shapes(4), 2).Should().BeEmpty("there is nothing to run");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_short_text_is_not_filled_up_to_four_times_its_length(bool adaptive)
    {
        int[][] expected = adaptive ? [[1, 3], [2, 4], [0]] : [[1, 3, 2, 4, 0]];

        Split([0, 100, 24, 25, 7], 8, adaptive: adaptive).Should().BeEquivalentTo(
            expected,
            options => options.WithStrictOrdering(),
            "100 steps for a text of 24 take longer than a run of its own, unless the graph computes all in full anyway");
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    public void A_text_without_ids_takes_one_step(int longest, int batches) =>
        Split([longest, 0], 8).Should().HaveCount(batches, "it is filled up from one step, not from none");

    [Theory]
    [InlineData(10, 2, 8, 5)]
    [InlineData(3, 4, 8, 1)]
    [InlineData(100, 4, 8, 8)]
    public void Few_texts_are_shared_among_the_cores(int texts, int parallelism, int maximum, int expected) =>
        LengthBuckets.Split(Enumerable.Repeat(5, texts).ToArray(), Shapes(maximum), parallelism)[0].Count.Should().Be(
            expected, "one large batch would keep one core busy and leave the others idle");

    [Theory]
    [InlineData(1, 500, 16)]
    [InlineData(16, 500, 16)]
    [InlineData(17, 500, 32)]
    [InlineData(256, 500, 256)]
    [InlineData(257, 500, 500)]
    [InlineData(500, 500, 500)]
    [InlineData(3, 12, 12)]
    public void A_gpu_gets_few_lengths_and_never_more_than_the_maximum(int steps, int maximum, int expected) =>
        LengthBuckets.RoundUp(steps, maximum).Should().Be(expected, "a graph beyond its maximum has no table of padding, and each new shape costs a GPU its preparations");

    [Fact]
    public void All_lengths_of_a_gpu_are_known_for_the_warm_up()
    {
        LengthBuckets.All(500).Should().Equal([16, 32, 64, 128, 256, 500], "a length that is missed makes its first caller wait");
        Enumerable.Range(1, 500).Select(static steps => LengthBuckets.RoundUp(steps, 500)).Distinct().Should().Equal(LengthBuckets.All(500), "these are the lengths that texts get");
        LengthBuckets.All(12).Should().Equal([12], "a short model has one length");
    }

    [Theory]
    [InlineData(true, new[] { 129, 200, 128, 128, 100 }, new[] { 2, 3 })]
    [InlineData(false, new[] { 200, 3, 3, 3, 3 }, new[] { 2, 2, 1 })]
    public void Long_texts_come_in_smaller_batches(bool adaptive, int[] lengths, int[] expected)
    {
        var shapes = Shapes(3, adaptive) with { MaximumRowsOfLongTexts = 2 };

        LengthBuckets.Split(lengths, shapes, 1).Select(static batch => batch.Count).Should().Equal(expected, "more than 128 steps of many texts fit no cache, and a graph that computes all in full has as many for each");
    }

    [Fact]
    public void A_batch_size_that_is_asked_for_holds_for_texts_of_any_length() =>
        Shapes(12).Rows(500).Should().Be(12, "smaller batches of long texts are what nobody asked for");

    [Theory]
    [InlineData(ExecutionProvider.Cpu, null, 12, 6)]
    [InlineData(ExecutionProvider.Cpu, 3, 3, 3)]
    [InlineData(ExecutionProvider.Cpu, 9, 9, 9)]
    [InlineData(ExecutionProvider.Cuda, null, 128, 128)]
    [InlineData(ExecutionProvider.Cuda, int.MaxValue, 178_956_965, 178_956_965)]
    public void A_models_batches_follow_from_the_provider_and_from_what_is_asked_for(ExecutionProvider provider, int? asked, int rows, int rowsOfLongTexts)
    {
        using var folder = new TemporaryFolder();
        TinyPackage.WriteBag(folder.Path);

        var shapes = BatchShapes.Of(ModelPackage.Open(folder.Sub("tiny-bag")), new ClassifierOptions { MaximumBatchSize = asked }, provider);

        shapes.Should().Be(new BatchShapes(rows, TinyPackage.MaximumLength, Adaptive: true, OnGpu: provider == ExecutionProvider.Cuda) { MaximumRowsOfLongTexts = rowsOfLongTexts }, "the ids of a batch are one array, which has no more elements than .NET allows");
    }

    private static int[][] Split(int[] lengths, int maximum, bool adaptive = true) => [.. LengthBuckets.Split(lengths, Shapes(maximum, adaptive), 1).Select(static batch => batch.ToArray())];

    private static BatchShapes Shapes(int maximum, bool adaptive = true) => new(maximum, 500, adaptive, OnGpu: false);
}
