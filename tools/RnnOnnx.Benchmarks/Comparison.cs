using System.Diagnostics;

namespace RnnOnnx.Benchmarks;

/// <summary>Times two ways of doing the same, in turns, so that a noisy machine disturbs both alike.</summary>
internal static class Comparison
{
    /// <summary>Runs both once unmeasured, then in turns.</summary>
    /// <param name="plain">The one way.</param>
    /// <param name="fast">The other.</param>
    /// <param name="rounds">Rounds.</param>
    /// <param name="pause">Time before each run, in which what the run before left behind comes to rest.</param>
    /// <returns>Median seconds of each, and the median, least and greatest of the rounds' ratios (plain over fast).</returns>
    public static (double Plain, double Fast, double Ratio, double Least, double Greatest) Run(Action plain, Action fast, int rounds, TimeSpan pause = default)
    {
        plain();
        fast();
        var times = Enumerable.Range(0, rounds).Select(round => Round(plain, fast, round % 2 == 1, pause)).ToArray();
        var ratios = times.Select(t => t.Plain / t.Fast).Order().ToArray();
        return (Median(times.Select(t => t.Plain)), Median(times.Select(t => t.Fast)), Median(ratios), ratios[0], ratios[^1]);
    }

    // Every other round the other way round, or a neighbour's regular habits would always hit the same one.
    private static (double Plain, double Fast) Round(Action plain, Action fast, bool fastFirst, TimeSpan pause)
    {
        if (!fastFirst)
        {
            return (Time(plain, pause), Time(fast, pause));
        }

        var first = Time(fast, pause);
        return (Time(plain, pause), first);
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    private static double Time(Action action, TimeSpan pause)
    {
        Thread.Sleep(pause);
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }
}
