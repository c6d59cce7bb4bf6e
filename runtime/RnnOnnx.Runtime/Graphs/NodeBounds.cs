namespace RnnOnnx.Graphs;

/// <summary>A node and what is known of its inputs, for the rule of its operator.</summary>
/// <param name="node">The node.</param>
/// <param name="inputs">Its inputs; null for one that is left out.</param>
/// <param name="refusal">Makes the errors.</param>
internal sealed class NodeBounds(OnnxNode node, Bound?[] inputs, GraphRefusal refusal)
{
    /// <summary>Number of inputs, those left out between others too.</summary>
    public int Count => inputs.Length;

    /// <summary>Number of outputs.</summary>
    public int Outputs => node.Outputs.Count;

    /// <summary>Multiplications that the node takes.</summary>
    public Interval Multiplications { get; set; }

    /// <summary>Numbers that the node keeps while it runs beside its outputs.</summary>
    public Interval Scratch { get; set; }

    /// <summary>An input that must be there.</summary>
    public Bound this[int input] => inputs[input] ?? throw Refused($"lacks its input {input}");

    /// <summary>An input; null when it is left out.</summary>
    public Bound? Optional(int input) => inputs[input];

    /// <summary>All inputs, which must be there.</summary>
    public Bound[] All() => [.. Enumerable.Range(0, inputs.Length).Select(i => this[i])];

    /// <summary>A whole number of an attribute, or what holds without it.</summary>
    public long Number(string attribute, long otherwise) => node.Attributes.TryGetValue(attribute, out var value) ? value.Number : otherwise;

    /// <summary>Whole numbers of an attribute; null without it.</summary>
    public IReadOnlyList<long>? Numbers(string attribute) => node.Attributes.TryGetValue(attribute, out var value) ? value.Numbers : null;

    /// <summary>An attribute; null where the node has none of the name.</summary>
    public OnnxAttribute? Attribute(string name) => node.Attributes.GetValueOrDefault(name);

    /// <summary>The place of an axis that may be counted from the end.</summary>
    public int Axis(long axis, int rank)
    {
        var place = axis < 0 ? axis + rank : axis;
        return place >= 0 && place < rank ? (int)place : throw Refused($"has the axis {axis}, and there are {rank} dimensions");
    }

    /// <summary>An input with so many dimensions.</summary>
    public Bound OfRank(int input, int rank) =>
        this[input].Shape.Length == rank ? this[input] : throw Refused($"has an input {input} of {this[input].Shape.Length} dimensions, and {rank} are expected");

    /// <summary>The elements of an input that must be a list of known length.</summary>
    public Interval[] Elements(int input) => this[input].Elements ?? throw Refused($"has an input {input} of which nobody can tell beforehand how large it makes the result");

    /// <summary>The elements of an input that must be a constant list.</summary>
    public long[] Exact(int input) => Array.ConvertAll(Elements(input), element => element.IsExact ? element.Least : throw Refused($"has an input {input} that is not constant"));

    /// <summary>The shape of values that are combined element by element, the shorter of them repeated.</summary>
    public static Interval[] Broadcast(params ReadOnlySpan<Interval[]> shapes)
    {
        var rank = 0;
        foreach (var shape in shapes)
        {
            rank = Math.Max(rank, shape.Length);
        }

        var broadcast = new Interval[rank];
        Array.Fill(broadcast, Interval.Of(1));
        foreach (var shape in shapes)
        {
            for (var i = 0; i < shape.Length; i++)
            {
                ref var dimension = ref broadcast[rank - shape.Length + i];
                dimension = Together(dimension, shape[i]);
            }
        }

        return broadcast;
    }

    // Two lengths are equal, or one of them is 1 and the other counts.
    private static Interval Together(Interval a, Interval b) =>
        a == Interval.Of(1) ? b
        : b == Interval.Of(1) ? a
        : a.Least > 1 && b.Least > 1 ? Interval.Max(a, b)
        : Interval.Hull(a, b);

    /// <summary>The error of this node.</summary>
    public Packages.GraphRefusedException Refused(string what) => refusal.Of(node.Place, what);
}
