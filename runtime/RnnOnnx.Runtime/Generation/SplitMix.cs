namespace RnnOnnx.Generation;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014): a small random generator that gives the same numbers everywhere and other ones for every 64-bit seed.</summary>
/// <remarks><see cref="Random"/> takes the seeds 5 and -5 for the same and knows no more than 31 bits.</remarks>
/// <param name="seed">Any number.</param>
internal sealed class SplitMix(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>The next number from 0, included, to 1, excluded.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));
}
