namespace RnnOnnx.Benchmarks.Soak;

/// <summary>Counts times in steps of 5 %, from a microsecond to a hundred seconds, in memory of a fixed size. Safe for concurrent use.</summary>
internal sealed class LatencyHistogram
{
    private const double Step = 1.05;
    private const double Least = 1e-6;
    private const double Most = 100;

    private static readonly int Places = Place(Most) + 1;

    private readonly long[] _counts = new long[Places];

    /// <summary>Counts a time.</summary>
    public void Add(TimeSpan time) => Interlocked.Increment(ref _counts[Place(time.TotalSeconds)]);

    /// <summary>Takes out what has been counted.</summary>
    /// <param name="shares">Shares of the times, from 0 to 1.</param>
    /// <returns>For each share the time in milliseconds that so many did not exceed, to 2.5 %; null where none has been counted.</returns>
    public double?[] Drain(params IReadOnlyList<double> shares)
    {
        var counts = new long[Places];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Interlocked.Exchange(ref _counts[i], 0);
        }

        var all = counts.Sum();
        return [.. shares.Select(share => all == 0 ? (double?)null : Milliseconds(counts, share * all))];
    }

    private static int Place(double seconds) => (int)Math.Round(Math.Log(Math.Clamp(seconds, Least, Most) / Least) / Math.Log(Step));

    private static double Milliseconds(long[] counts, double wanted)
    {
        var place = 0;
        for (var seen = counts[0]; seen < wanted && place < counts.Length - 1; seen += counts[place])
        {
            place++;
        }

        return Least * Math.Pow(Step, place) * 1e3;
    }
}
