namespace RnnOnnx.Graphs;

/// <summary>Between which whole numbers a value lies. What would leave the range of 64 bits stays at its end.</summary>
/// <param name="Least">The least that it may be.</param>
/// <param name="Most">The most that it may be.</param>
internal readonly record struct Interval(long Least, long Most)
{
    /// <summary>Nothing is known.</summary>
    public static readonly Interval All = new(long.MinValue, long.MaxValue);

    /// <summary>True when it is one number.</summary>
    public bool IsExact => Least == Most;

    /// <summary>The part from 0 on, as lengths have it.</summary>
    public Interval FromZero => Max(this, Of(0));

    /// <summary>One number.</summary>
    public static Interval Of(long value) => new(value, value);

    /// <summary>The least interval that holds both.</summary>
    public static Interval Hull(Interval a, Interval b) => new(Math.Min(a.Least, b.Least), Math.Max(a.Most, b.Most));

    /// <summary>Of the greater of two.</summary>
    public static Interval Max(Interval a, Interval b) => new(Math.Max(a.Least, b.Least), Math.Max(a.Most, b.Most));

    /// <summary>Of the lesser of two.</summary>
    public static Interval Min(Interval a, Interval b) => new(Math.Min(a.Least, b.Least), Math.Min(a.Most, b.Most));

    /// <summary>Of a quotient, rounded to zero.</summary>
    /// <param name="a">Any number.</param>
    /// <param name="b">A number from 1 on.</param>
    public static Interval Quotient(Interval a, Interval b)
    {
        ReadOnlySpan<long> corners = [a.Least / b.Least, a.Least / b.Most, a.Most / b.Least, a.Most / b.Most];
        return Around(corners);
    }

    /// <summary>Of the number with the other sign.</summary>
    public static Interval operator -(Interval a) => new(Clamp(-(Int128)a.Most), Clamp(-(Int128)a.Least));

    /// <summary>Of a sum.</summary>
    public static Interval operator +(Interval a, Interval b) => new(Clamp((Int128)a.Least + b.Least), Clamp((Int128)a.Most + b.Most));

    /// <summary>Of a difference.</summary>
    public static Interval operator -(Interval a, Interval b) => a + -b;

    /// <summary>Of a product.</summary>
    public static Interval operator *(Interval a, Interval b)
    {
        ReadOnlySpan<long> corners = [Clamp((Int128)a.Least * b.Least), Clamp((Int128)a.Least * b.Most), Clamp((Int128)a.Most * b.Least), Clamp((Int128)a.Most * b.Most)];
        return Around(corners);
    }

    /// <summary>The number, or the first and the last of them.</summary>
    public override string ToString() => IsExact ? $"{Least}" : $"{Least} to {Most}";

    private static Interval Around(ReadOnlySpan<long> values)
    {
        var hull = Of(values[0]);
        foreach (var value in values[1..])
        {
            hull = Hull(hull, Of(value));
        }

        return hull;
    }

    private static long Clamp(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}
