namespace RnnOnnx.Graphs;

/// <summary>What is known of a value of a graph before it is computed, for one text of full length.</summary>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">The most that each of its dimensions may be.</param>
/// <param name="Values">Between which numbers its elements lie, where they are whole numbers.</param>
internal sealed record Bound(OnnxType Type, long[] Shape, Interval Values)
{
    /// <summary>Between which numbers each element lies, where a value is a list whose length is known; null elsewhere.</summary>
    public Interval[]? Elements { get; init; }

    /// <summary>The most elements that it may have.</summary>
    public long Count => Product(Shape);

    /// <summary>A list whose elements are known one by one.</summary>
    public static Bound Of(Interval[] elements, OnnxType type = OnnxType.Int64, bool scalar = false) =>
        new(type, scalar ? [] : [elements.Length], elements.Length == 0 ? Interval.Of(0) : elements.Aggregate(Interval.Hull)) { Elements = elements };

    /// <summary>A product of numbers from 0 on; the most that there is when it would be more.</summary>
    public static long Product(params ReadOnlySpan<long> factors)
    {
        var product = 1L;
        foreach (var factor in factors)
        {
            product = Math.BigMul(product, factor, out var low) == 0 && low >= 0 ? low : long.MaxValue;
        }

        return factors.Contains(0) ? 0 : product;
    }

    /// <summary>A sum of numbers from 0 on; the most that there is when it would be more.</summary>
    public static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
