namespace RnnOnnx.Graphs;

/// <summary>What is known of a value of a graph before it is computed.</summary>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Between which lengths each of its dimensions lies; none is below 0.</param>
/// <param name="Values">Between which numbers its elements lie, where they are whole numbers.</param>
internal sealed record Bound(OnnxType Type, Interval[] Shape, Interval Values)
{
    /// <summary>Between which numbers each element lies, where a value is a list whose length is known; null elsewhere.</summary>
    public Interval[]? Elements { get; init; }

    /// <summary>How many bytes it takes.</summary>
    public Interval Bytes => Product(Shape) * Interval.Of(Type.Size());

    /// <summary>A list whose elements are known one by one.</summary>
    public static Bound Of(Interval[] elements, OnnxType type = OnnxType.Int64, bool scalar = false) =>
        new(type, scalar ? [] : [Interval.Of(elements.Length)], elements.Length == 0 ? Interval.Of(0) : elements.Aggregate(Interval.Hull)) { Elements = elements };

    /// <summary>The elements of dimensions together.</summary>
    public static Interval Product(params ReadOnlySpan<Interval> lengths)
    {
        var product = Interval.Of(1);
        foreach (var length in lengths)
        {
            product *= length;
        }

        return product;
    }
}
