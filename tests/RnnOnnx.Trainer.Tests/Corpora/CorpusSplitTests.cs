using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class CorpusSplitTests
{
    [Fact]
    public void Rows_of_a_small_corpus_are_these_on_every_machine()
    {
        int[] labels = [0, 1, 0, 1, 0, 1, 0, 1, 0, 0];

        // Knuth's subtractive generator (Numerical Recipes' ran3), which a seeded System.Random is, followed by hand through
        // a forward Fisher-Yates shuffle, gives the rows 6 2 3 0 5 1 8 4 7 9. Of six 0s and four 1s, 1.8 and 1.2 are asked for: two and one.
        var stratified = CorpusSplit.Stratified(labels, 0.3, 42);
        stratified.Training.Should().Equal([0, 5, 1, 8, 4, 7, 9], "another split on another machine would make figures incomparable");
        stratified.HeldOut.Should().Equal([6, 2, 3]);
        var last = CorpusSplit.LastOfShuffled(10, 0.2, 42);
        last.Training.Should().Equal([6, 2, 3, 0, 5, 1, 8, 4]);
        last.HeldOut.Should().Equal([7, 9]);
        CorpusSplit.Stratified(labels, 0.3, 43).HeldOut.Should().NotEqual(stratified.HeldOut, "a seed that changes nothing is no seed");
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void A_stratified_split_keeps_the_share_of_every_class(double share)
    {
        var labels = Enumerable.Range(0, 997).Select(i => (int)Math.Sqrt(i % 50)).ToArray();
        var split = CorpusSplit.Stratified(labels, share, 42);

        split.Training.Concat(split.HeldOut).Order().Should().Equal(Enumerable.Range(0, 997), "every text is on one side, once");
        split.HeldOut.Should().HaveCount((int)Math.Ceiling(997 * share), "scikit-learn's train_test_split rounds the test part up");
        foreach (var (label, count) in labels.CountBy(l => l))
        {
            split.HeldOut.Count(row => labels[row] == label).Should().BeCloseTo((int)Math.Round(count * share), 1, $"class {label} must weigh as much in both parts");
        }
    }

    [Fact]
    public void Keras_validation_split_is_the_end_of_the_file()
    {
        var split = CorpusSplit.LastOfFile(8_982, 0.2);
        split.Training.Should().Equal(Enumerable.Range(0, 7_185), "document 002 trains on 7,185 wires");
        split.HeldOut.Should().Equal(Enumerable.Range(7_185, 1_797));
    }

    [Fact]
    public void The_official_split_is_both_whole_parts_and_needs_a_test_part()
    {
        var whole = new TextCorpus("c", false, ["a", "b"], [new("x", 0), new("y", 1)], [new("z", 1)]);
        var split = CorpusSplit.Official(whole);
        split.Training.Should().Equal(0, 1);
        split.HeldOut.Should().Equal(0);
        split.HeldOutIsTest.Should().BeTrue("the row is one of the test part, not the first training text");
        (whole with { Test = [] }).Invoking(CorpusSplit.Official).Should().Throw<CorpusException>().WithMessage("*'c'*no test part*2 texts*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_that_leaves_one_side_empty_is_refused(double share)
    {
        FluentActions.Invoking(() => CorpusSplit.Stratified([0, 1], share, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CorpusSplit.LastOfShuffled(2, share, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CorpusSplit.LastOfFile(2, share)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
