namespace RnnOnnx.Benchmarks.Soak;

/// <summary>How many calls ended in which way.</summary>
/// <param name="Requests">Calls that have ended, whatever they asked for.</param>
/// <param name="Wrong">Calls with a reply other than the one that is due.</param>
/// <param name="Failed">Calls, reloads and recoveries that failed.</param>
/// <param name="Cancelled">Calls that their caller gave up.</param>
/// <param name="Overloaded">Calls that a full queue refused.</param>
/// <param name="Disposed">Calls whose model was let go.</param>
/// <param name="Reloads">Models that were loaded again.</param>
internal readonly record struct SoakCounts(long Requests, long Wrong, long Failed, long Cancelled, long Overloaded, long Disposed, long Reloads)
{
    /// <summary>What came between two moments.</summary>
    public static SoakCounts operator -(SoakCounts later, SoakCounts earlier) => new(
        later.Requests - earlier.Requests,
        later.Wrong - earlier.Wrong,
        later.Failed - earlier.Failed,
        later.Cancelled - earlier.Cancelled,
        later.Overloaded - earlier.Overloaded,
        later.Disposed - earlier.Disposed,
        later.Reloads - earlier.Reloads);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Requests:N0} requests, {Wrong:N0} wrong, {Failed:N0} failed, {Cancelled:N0} cancelled, {Overloaded:N0} overloaded, {Disposed:N0} disposed, {Reloads:N0} reloads";
}
