using System.Diagnostics;

namespace RnnOnnx.Benchmarks;

/// <summary>Times two ways of doing the same, in turns, so that a noisy machine disturbs both alike.</summary>
internal static class Comparison
{
    /// <summary>Runs both once unmeasured, then in turns.</summary>
    /// <returns>Median seconds of each, and the median, least and greatest of the rounds' ratios (plain over fast).</returns>
    public static (double Plain, double Fast, double Ratio, double Least, double Greatest) Run(Action plain, Action fast, int rounds)
    {
        plain();
        fast();
        var times = Enumerable.Range(0, rounds).Select(round => Round(plain, fast, round % 2 == 1)).ToArray();
        var ratios = times.Select(t => t.Plain / t.Fast).Order().ToArray();
        return (Median(times.Select(t => t.Plain)), Median(times.Select(t => t.Fast)), Median(ratios), ratios[0], ratios[^1]);
    }

    // Every other round the other way round, or a neighbour's regular habits would always hit the same one.
    private static (double Plain, double Fast) Round(Action plain, Action fast, bool fastFirst)
    {
        if (!fastFirst)
        {
            return (Time(plain), Time(fast));
        }

        var first = Time(fast);
        return (Time(plain), first);
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    private static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }
}
