using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using RnnOnnx.Benchmarks.Soak;
using RnnOnnx.Inference;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Soak;

public sealed class SoakFiguresTests
{
    [Fact]
    public void A_call_that_does_not_end_is_told_once()
    {
        var time = new FakeTimeProvider();
        var watch = new CallWatch(2, TimeSpan.FromSeconds(30), time);
        watch.Begin(0, "hangs");
        watch.Begin(1, "ends");
        watch.End(1);
        time.Advance(TimeSpan.FromSeconds(30));
        watch.Overdue().Should().BeEmpty("it may still end");

        time.Advance(TimeSpan.FromSeconds(1));
        watch.Begin(1, "has just begun");

        watch.Overdue().Should().Equal(["hangs"], "whoever mends it must know which call it was");
        watch.Overdue().Should().BeEmpty("it is one failure");
        time.Advance(TimeSpan.FromSeconds(31));
        watch.Overdue().Should().Equal(["has just begun"], "a caller's next call counts by itself");
    }

    [Fact]
    public void Percentiles_are_those_of_the_times_since_the_last_row()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 1000; i++)
        {
            histogram.Add(TimeSpan.FromMilliseconds(i));
        }

        var first = histogram.Drain(.5, .99);
        first[0].Should().BeApproximately(500, 500 * .03, "half of the times are at most 500 ms");
        first[1].Should().BeApproximately(990, 990 * .03, "99 of 100 are at most 990 ms");
        histogram.Drain(.5).Should().Equal([null], "nothing has come since");
        histogram.Add(TimeSpan.FromHours(1));
        histogram.Add(TimeSpan.Zero);
        histogram.Drain(0, 1).Should().OnlyContain(milliseconds => milliseconds > 0, "times beyond the ends are counted at the ends");
    }

    [Theory]
    [InlineData(0, 0, 0, 0, false)]
    [InlineData(1, 1, 1, 1, false)]
    [InlineData(1, 0, 1, 1, true)]
    [InlineData(1, 1, 2, 1, true)]
    [InlineData(1, 1, 2, 2, true)]
    public void Overload_is_called_for_only_while_a_burst_was_under_way(int begun, int ended, int begunLater, int endedLater, bool saw)
    {
        new BurstMark(begunLater, endedLater).SawBurst(new BurstMark(begun, ended)).Should().Be(saw, "a queue that refuses texts while it has room is a failure");
    }

    [Fact]
    public void A_reply_is_held_to_the_one_that_is_due()
    {
        var due = Reply(.3f, "no");
        var text = new SoakText("text", due);

        text.Fault(due).Should().BeNull();
        text.Fault(Reply(.300005f, "no")).Should().BeNull("batches are rounded otherwise");
        text.Fault(Reply(.3001f, "no")).Should().Contain("score 0", "it may be another text's");
        text.Fault(Reply(float.NaN, "no")).Should().Contain("score 0", "it is no number");
        text.Fault(due with { Tokens = 4 }).Should().Contain("4 ids", "it is another text's");
        text.Fault(due with { Label = "yes" }).Should().Contain("label", "label and scores belong together");
        new SoakText("text", Reply(.5f, "yes")).Fault(Reply(.499999f, "no")).Should().BeNull("rounding may prefer either of two labels that are as likely");
    }

    private static Prediction Reply(float yes, string label) => new(label, Math.Max(yes, 1 - yes), [1 - yes, yes], 3, 0, 0) { Labels = ["no", "yes"] };
}
