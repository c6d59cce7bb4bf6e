using System.Globalization;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>The figures of a window of time.</summary>
/// <param name="Seconds">End of the window since the start.</param>
/// <param name="Counts">Calls that ended in the window.</param>
/// <param name="P50">Milliseconds that half of its single texts took at most; null without any.</param>
/// <param name="P99">Milliseconds that 99 of 100 took at most; null without any.</param>
/// <param name="Process">What the process held at the window's end.</param>
internal sealed record SoakRow(double Seconds, SoakCounts Counts, double? P50, double? P99, ProcessFigures Process)
{
    /// <summary>The columns' names.</summary>
    public const string Header = "seconds,requests,wrong,failed,cancelled,overloaded,disposed,reloads,p50_ms,p99_ms,managed_mb,resident_mb,threads,open_files";

    /// <summary>The row's line.</summary>
    public string Csv => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seconds:F1},{Counts.Requests},{Counts.Wrong},{Counts.Failed},{Counts.Cancelled},{Counts.Overloaded},{Counts.Disposed},{Counts.Reloads},{P50:F3},{P99:F3},{Process.Managed:F1},{Process.Resident:F1},{Process.Threads},{Process.Files}");
}
