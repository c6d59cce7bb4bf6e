namespace RnnOnnx.Benchmarks.Soak;

/// <summary>Where a model stands with its bursts. Two marks tell whether a burst was under way at any time between them.</summary>
/// <param name="Begun">Number of bursts that have begun.</param>
/// <param name="Ended">Number of bursts that have ended.</param>
internal readonly record struct BurstMark(int Begun, int Ended)
{
    /// <summary>Whether a burst was under way at any time between an earlier mark and this one.</summary>
    public bool SawBurst(BurstMark earlier) => Begun > earlier.Ended;
}
