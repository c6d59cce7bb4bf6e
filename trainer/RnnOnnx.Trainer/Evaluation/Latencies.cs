using System.Diagnostics;

namespace RnnOnnx.Trainer.Evaluation;

/// <summary>Times of single calls, in microseconds.</summary>
internal sealed class Latencies
{
    private readonly double[] _ordered;

    private Latencies(IEnumerable<double> microseconds) => _ordered = [.. microseconds.Order()];

    /// <summary>Half the calls are faster.</summary>
    public double Median => At(.5);

    /// <summary>One call of a hundred is slower.</summary>
    public double P99 => At(.99);

    /// <summary>Times several calls in turns, so that a noisy machine disturbs all alike. Each is made twice beforehand.</summary>
    /// <param name="rounds">Calls of each that are timed.</param>
    /// <param name="calls">What is timed; receives the round.</param>
    public static Latencies[] Measure(int rounds, params Action<int>[] calls)
    {
        foreach (var call in calls)
        {
            call(0);
            call(1);
        }

        var times = Array.ConvertAll(calls, _ => new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < calls.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                calls[i](round);
                times[i][round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }

        return Array.ConvertAll(times, static measured => new Latencies(measured));
    }

    private double At(double share) => _ordered[(int)(share * (_ordered.Length - 1))];
}
