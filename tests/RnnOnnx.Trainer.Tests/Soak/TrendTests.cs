using FluentAssertions;
using RnnOnnx.Benchmarks.Soak;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Soak;

public sealed class TrendTests
{
    [Theory]
    [InlineData(400, 0, false)]
    [InlineData(400, 0.3, false)]
    [InlineData(400, 1, true)]
    [InlineData(60, 0.15, false)]
    [InlineData(60, 0.3, true)]
    [InlineData(400, -2, false)]
    public void Memory_that_grows_by_more_than_both_bounds_is_told(double megabytes, double perRow, bool grows)
    {
        var memory = Trend.Of(Rows(100, i => megabytes + (perRow * i)))[0];

        // From the middle of the second quarter to that of the last there are 50 rows.
        (memory.Late - memory.Early).Should().BeApproximately(50 * perRow, 1e-9, "the figures are what is shown");
        memory.Grows.Should().Be(grows, "5 % and 10 MB are the bounds: {0}", memory);
        memory.ToString().Should().Contain(grows ? "GROWS" : "flat");
    }

    [Fact]
    public void What_a_process_takes_in_the_beginning_and_now_and_then_is_no_growth()
    {
        var memory = Trend.Of(Rows(100, i => i < 25 ? 100 + (10 * i) : i % 4 == 0 ? 600 : 350))[0];

        (memory.Early, memory.Late, memory.Grows).Should().Be((350d, 350d, false), "caches fill and collections come when they come; the median of a quarter does not follow either");
    }

    [Fact]
    public void Threads_and_files_that_are_never_given_back_are_told()
    {
        var trends = Trend.Of([.. Rows(100, _ => 400).Select((row, i) => row with { Process = row.Process with { Threads = 60 + i, Files = 100 + i } })]);

        trends.Select(static trend => (trend.Name, trend.Grows)).Should().Equal([("resident memory", false), ("threads", true), ("open files", true)], "a reload that leaves a thread or a file behind ends a service in the end");
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(16, 60)]
    [InlineData(100, 5)]
    public void Too_short_a_run_tells_nothing(int rows, double seconds)
    {
        Trend.Of(Rows(rows, static i => i * 100, seconds)).Should().BeEmpty("a verdict would be chance");
    }

    private static SoakRow[] Rows(int count, Func<int, double> resident, double seconds = 10) =>
        [.. Enumerable.Range(0, count).Select(i => new SoakRow((i + 1) * seconds, default, 1, 2, new ProcessFigures(50, resident(i), 60, 100)))];
}
