using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnOnnx.Graphs;

/// <summary>Looks for numbers that are none, and for infinity, in many numbers at a time: those whose exponent's bits are all set.</summary>
internal static class FiniteNumbers
{
    private const int SingleExponent = 0x7F80_0000;
    private const short HalfExponent = 0x7C00;

    /// <summary>The place of the first single-precision number that is not finite.</summary>
    /// <param name="bytes">Little-endian numbers.</param>
    /// <returns>Its place, from 0; -1 when all are finite.</returns>
    public static int FirstBadSingle(ReadOnlySpan<byte> bytes) => FirstBad(MemoryMarshal.Cast<byte, int>(bytes), SingleExponent);

    /// <summary>The place of the first half-precision number that is not finite.</summary>
    /// <param name="bytes">Little-endian numbers.</param>
    /// <returns>Its place, from 0; -1 when all are finite.</returns>
    public static int FirstBadHalf(ReadOnlySpan<byte> bytes) => FirstBad(MemoryMarshal.Cast<byte, short>(bytes), HalfExponent);

    private static int FirstBad<T>(ReadOnlySpan<T> numbers, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (mask, at) = (new Vector<T>(exponent), 0);
        for (; at <= numbers.Length - Vector<T>.Count; at += Vector<T>.Count)
        {
            if (Vector.EqualsAny(new Vector<T>(numbers[at..]) & mask, mask))
            {
                break;
            }
        }

        for (; at < numbers.Length; at++)
        {
            if ((numbers[at] & exponent) == exponent)
            {
                return at;
            }
        }

        return -1;
    }
}
