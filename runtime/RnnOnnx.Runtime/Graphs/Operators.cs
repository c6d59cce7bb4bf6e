using RnnOnnx.Packages;
using static RnnOnnx.Graphs.AttributeRule;

namespace RnnOnnx.Graphs;

/// <summary>The operators that graphs of packages consist of, those that the trainer writes, each with what it may be given and how large its results can be.</summary>
/// <remarks>
/// Meaning and shapes are those of ONNX' operator set 17. Dimensions and whole numbers that depend on the texts lie in intervals. Whether the inputs of an operator fit each other is
/// left to ONNX Runtime, which tells it better; what it trusts is checked here: it ends the program when whole numbers are divided by 0, and when a recurrent layer meets a sequence of no steps.
/// </remarks>
internal static class Operators
{
    private const OnnxAttributeKind Number = OnnxAttributeKind.Number;
    private const OnnxAttributeKind Numbers = OnnxAttributeKind.Numbers;

    private static readonly AttributeRule HiddenSize = new("hidden_size", Number, 1, PackageLimits.FileBytes);

    private static readonly AttributeRule[] Recurrent =
    [
        HiddenSize,
        new("direction", OnnxAttributeKind.Text, Texts: ["forward", "reverse"]),
        new("activations", OnnxAttributeKind.Texts, Texts: ["Sigmoid", "Tanh", "HardSigmoid"]),
        new("activation_alpha", OnnxAttributeKind.Reals),
        new("activation_beta", OnnxAttributeKind.Reals),
    ];

    private static readonly Dictionary<string, OperatorRule> Rules = new(StringComparer.Ordinal)
    {
        ["Add"] = Pairwise(static (a, b) => a + b),
        ["Sub"] = Pairwise(static (a, b) => a - b),
        ["Mul"] = Pairwise(static (a, b) => a * b),
        ["Div"] = new(2, 2, 1, Quotient),
        ["Max"] = Variadic(Interval.Max),
        ["Min"] = Variadic(Interval.Min),
        ["Mean"] = Variadic(Interval.Hull),
        ["Equal"] = Comparison(),
        ["Greater"] = Comparison(),
        ["Not"] = Comparison(1),
        ["Where"] = new(3, 3, 1, static node => [Combined(node, [node[1], node[2]], Interval.Hull) with { Shape = NodeBounds.Broadcast(node[0].Shape, node[1].Shape, node[2].Shape), Elements = null }]),
        ["Neg"] = new(1, 1, 1, static node => [node[0] with { Values = -node[0].Values, Elements = node[0].Elements is { } elements ? Array.ConvertAll(elements, static e => -e) : null }]),
        ["Relu"] = Same(),
        ["Sigmoid"] = Same(),
        ["Softmax"] = Same(Axis("axis")),
        ["Cast"] = new(1, 1, 1, Cast, new AttributeRule("to", Number, (long)OnnxType.Float32, (long)OnnxType.Int64)),
        ["Shape"] = new(1, 1, 1, Shape, Axis("start"), Axis("end")),
        ["Reshape"] = new(2, 2, 1, Reshape),
        ["Flatten"] = new(1, 1, 1, Flatten, Axis("axis")),
        ["Transpose"] = new(1, 1, 1, Transpose, new AttributeRule("perm", Numbers, 0, PackageLimits.Rank - 1)),
        ["Squeeze"] = new(2, 2, 1, Squeeze),
        ["Unsqueeze"] = new(2, 2, 1, Unsqueeze),
        ["Expand"] = new(2, 2, 1, Expand),
        ["Concat"] = new(1, PackageLimits.NodeValues, 1, Concat, Axis("axis")),
        ["Split"] = new(2, 2, PackageLimits.NodeValues, Split, Axis("axis")),
        ["Slice"] = new(4, 4, 1, Slice),
        ["Gather"] = new(2, 2, 1, Gather, Axis("axis")),
        ["GatherElements"] = new(2, 2, 1, static node => [node[0] with { Shape = node[1].Shape, Elements = null }], Axis("axis")),
        ["Range"] = new(3, 3, 1, Range),
        ["TopK"] = new(2, 2, 2, TopK, Axis("axis")),
        ["ReduceSum"] = new(2, 2, 1, static node => [Reduced(node, node.Exact(1), sums: true)], Flag("keepdims")),
        ["ReduceMean"] = new(1, 1, 1, static node => [Reduced(node, node.Numbers("axes") ?? throw node.Refused("lacks its axes"), sums: false)], new AttributeRule("axes", Numbers, -PackageLimits.Rank, PackageLimits.Rank - 1), Flag("keepdims")),
        ["MatMul"] = new(2, 2, 1, MatMul),
        ["Gemm"] = new(2, 3, 1, Gemm, Flag("transB")),
        ["Conv"] = new(2, 3, 1, Convolution, new AttributeRule("kernel_shape", Numbers, 1, PackageLimits.Steps), new AttributeRule("pads", Numbers, 0, PackageLimits.Steps)),
        ["MaxPool"] = new(1, 1, 1, Pooling, new AttributeRule("kernel_shape", Numbers, 1, PackageLimits.Steps), new AttributeRule("strides", Numbers, 1, PackageLimits.Steps)),
        ["RNN"] = new(3, 6, 2, static node => Steps(node, gates: 1, activations: 1, states: 1), Recurrent) { FirstOptional = 3 },
        ["GRU"] = new(3, 6, 2, static node => Steps(node, gates: 3, activations: 2, states: 1), [.. Recurrent, Flag("linear_before_reset")]) { FirstOptional = 3 },
        ["LSTM"] = new(3, 8, 3, static node => Steps(node, gates: 4, activations: 3, states: 2), Recurrent) { FirstOptional = 3 },
    };

    /// <summary>The names of the operators, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Rules.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The rule of an operator; null when graphs may not use it.</summary>
    public static OperatorRule? Find(string name) => Rules.GetValueOrDefault(name);

    private static OperatorRule Same(params AttributeRule[] attributes) => new(1, 1, 1, static node => [node[0] with { Values = Interval.All, Elements = null }], attributes);

    private static OperatorRule Comparison(int inputs = 2) =>
        new(inputs, inputs, 1, static node => [new(OnnxType.Boolean, NodeBounds.Broadcast([.. node.All().Select(static input => input.Shape)]), new Interval(0, 1))]);

    private static OperatorRule Pairwise(Func<Interval, Interval, Interval> combine) => new(2, 2, 1, node => [Combined(node, node.All(), combine)]);

    private static OperatorRule Variadic(Func<Interval, Interval, Interval> combine) => new(1, PackageLimits.NodeValues, 1, node => [Combined(node, node.All(), combine)]);

    private static Bound Combined(NodeBounds node, Bound[] inputs, Func<Interval, Interval, Interval> combine)
    {
        var shape = NodeBounds.Broadcast([.. inputs.Select(static input => input.Shape)]);
        var values = inputs.Select(static input => input.Values).Aggregate(combine);
        var length = inputs.Max(static input => input.Elements?.Length ?? -1);
        if (shape.Length > 1 || length < 0 || !inputs.All(input => input.Elements is { } elements && (elements.Length == length || elements.Length == 1)))
        {
            return new Bound(inputs[0].Type, shape, values);
        }

        var elements = new Interval[length];
        for (var i = 0; i < length; i++)
        {
            elements[i] = inputs.Select(input => input.Elements!.Length == 1 ? input.Elements[0] : input.Elements[i]).Aggregate(combine);
        }

        return new Bound(inputs[0].Type, shape, values) { Elements = elements };
    }

    // The processor ends a program that divides whole numbers by 0.
    private static Bound[] Quotient(NodeBounds node) => node[1].Type is OnnxType.Int64 or OnnxType.Int32 && node[1].Values.Least >= 1
        ? [Combined(node, node.All(), Interval.Quotient)]
        : throw node.Refused("divides by what may be 0; only whole numbers are divided, and only by numbers from 1 on");

    private static Bound[] Cast(NodeBounds node)
    {
        var to = (OnnxType)node.Number("to", 0);
        if (to is not (OnnxType.Float32 or OnnxType.Int32 or OnnxType.Int64))
        {
            throw node.Refused($"makes numbers of the element type {(long)to}, and must make float32, int32 or int64");
        }

        // Whole numbers that 32 bits cannot hold become others.
        var kept = node[0].Type is OnnxType.Boolean or OnnxType.Int32 or OnnxType.Int64 or OnnxType.Int8
            && (to == OnnxType.Int64 || (to == OnnxType.Int32 && node[0].Values is { Least: >= int.MinValue, Most: <= int.MaxValue }));
        return [kept ? node[0] with { Type = to } : new Bound(to, node[0].Shape, Interval.All)];
    }

    private static Bound[] Shape(NodeBounds node)
    {
        var shape = node[0].Shape;
        var start = Place(node.Number("start", 0));
        var end = Math.Max(start, Place(node.Number("end", shape.Length)));
        return [Bound.Of([.. shape[start..end]])];

        int Place(long axis) => (int)Math.Clamp(axis < 0 ? axis + shape.Length : axis, 0, shape.Length);
    }

    private static Bound[] Reshape(NodeBounds node)
    {
        var input = node[0];
        var wanted = node.Exact(1);
        Limit(node, wanted.Length);
        var shape = new Interval[wanted.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = wanted[i] switch
            {
                -1 => Rest(input.Shape, wanted),
                0 when i < input.Shape.Length => input.Shape[i],
                > 0 => Interval.Of(wanted[i]),
                _ => throw node.Refused($"makes a dimension of {wanted[i]}"),
            };
        }

        return [input with { Shape = shape, Elements = null }];
    }

    // What is left for the one dimension that is not given, when those that stay as they are have been taken out of both sides.
    private static Interval Rest(Interval[] shape, long[] wanted)
    {
        var all = Bound.Product([.. shape.Where((_, axis) => axis >= wanted.Length || wanted[axis] != 0)]);
        var given = Bound.Product([.. wanted.Where(static dimension => dimension > 0).Select(Interval.Of)]);
        return Interval.Quotient(all, given);
    }

    private static Bound[] Flatten(NodeBounds node)
    {
        var shape = node[0].Shape;
        var axis = node.Number("axis", 1);
        var at = axis < 0 ? axis + shape.Length : axis;
        return at >= 0 && at <= shape.Length
            ? [node[0] with { Shape = [Bound.Product(shape.AsSpan(0, (int)at)), Bound.Product(shape.AsSpan((int)at))], Elements = null }]
            : throw node.Refused($"has the axis {axis}, and there are {shape.Length} dimensions");
    }

    private static Bound[] Transpose(NodeBounds node)
    {
        var shape = node[0].Shape;
        var order = node.Numbers("perm") ?? [.. Enumerable.Range(0, shape.Length).Reverse().Select(static axis => (long)axis)];
        return order.Order().SequenceEqual(Enumerable.Range(0, shape.Length).Select(static axis => (long)axis))
            ? [node[0] with { Shape = [.. order.Select(axis => shape[axis])], Elements = null }]
            : throw node.Refused($"orders the dimensions as {string.Join(", ", order)}, and there are {shape.Length}");
    }

    private static Bound[] Squeeze(NodeBounds node)
    {
        var input = node[0];
        var removed = node.Exact(1).Select(axis => node.Axis(axis, input.Shape.Length)).ToHashSet();
        return [input with { Shape = [.. input.Shape.Where((_, axis) => !removed.Contains(axis))] }];
    }

    private static Bound[] Unsqueeze(NodeBounds node)
    {
        var input = node[0];
        var axes = node.Exact(1);
        var rank = input.Shape.Length + axes.Length;
        Limit(node, rank);
        var added = axes.Select(axis => node.Axis(axis, rank)).ToHashSet();
        if (added.Count != axes.Length)
        {
            throw node.Refused("adds a dimension twice");
        }

        var rest = new Queue<Interval>(input.Shape);
        return [input with { Shape = [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? Interval.Of(1) : rest.Dequeue())], Elements = rank == 1 ? input.Elements : null }];
    }

    private static Bound[] Expand(NodeBounds node)
    {
        var wanted = node.Elements(1);
        Limit(node, wanted.Length);
        return [node[0] with { Shape = NodeBounds.Broadcast(node[0].Shape, Array.ConvertAll(wanted, static dimension => dimension.FromZero)), Elements = null }];
    }

    private static Bound[] Concat(NodeBounds node)
    {
        var inputs = node.All();
        var rank = inputs[0].Shape.Length;
        if (inputs.Any(input => input.Shape.Length != rank))
        {
            throw node.Refused("joins values of different numbers of dimensions");
        }

        var axis = node.Axis(node.Attribute("axis")?.Number ?? throw node.Refused("lacks its axis"), rank);
        var shape = NodeBounds.Broadcast([.. inputs.Select(static input => input.Shape)]);
        shape[axis] = inputs.Aggregate(Interval.Of(0), (sum, input) => sum + input.Shape[axis]);
        var elements = rank == 1 && inputs.All(static input => input.Elements is not null) && shape[0].Most <= PackageLimits.AttributeValues
            ? inputs.SelectMany(static input => input.Elements!).ToArray()
            : null;
        return [new Bound(inputs[0].Type, shape, inputs.Select(static input => input.Values).Aggregate(Interval.Hull)) { Elements = elements }];
    }

    private static Bound[] Split(NodeBounds node)
    {
        var input = node[0];
        var axis = node.Axis(node.Number("axis", 0), input.Shape.Length);
        var shape = input.Shape.ToArray();
        shape[axis] = Interval.Min(shape[axis], node[1].Values.FromZero);
        return [.. Enumerable.Repeat(input with { Shape = shape, Elements = null }, node.Outputs)];
    }

    private static Bound[] Slice(NodeBounds node)
    {
        var input = node[0];
        var (starts, ends, axes) = (node[1], node[2], node.Exact(3));
        var shape = input.Shape.ToArray();
        foreach (var (i, axis) in axes.Select(axis => node.Axis(axis, shape.Length)).Index())
        {
            var length = shape[axis];
            var (start, end) = (Place(starts, i, length), Place(ends, i, length));
            shape[axis] = Interval.Min((end - start).FromZero, length);
        }

        return [input with { Shape = shape, Elements = null }];

        // A place below 0 is counted from the end; what lies outside is brought to the border.
        static Interval Place(Bound places, int i, Interval length)
        {
            var place = places.Elements is { } elements && i < elements.Length ? elements[i] : places.Values;
            var fromEnd = place.Least < 0 ? (new Interval(place.Least, Math.Min(place.Most, -1)) + length).FromZero : (Interval?)null;
            var fromStart = place.Most >= 0 ? Interval.Min(place.FromZero, length) : (Interval?)null;
            return fromEnd is { } a && fromStart is { } b ? Interval.Hull(a, b) : fromEnd ?? fromStart!.Value;
        }
    }

    private static Bound[] Gather(NodeBounds node)
    {
        var (data, indices) = (node[0], node[1]);
        var axis = node.Axis(node.Number("axis", 0), data.Shape.Length);
        Limit(node, data.Shape.Length + indices.Shape.Length - 1);
        return [data with { Shape = [.. data.Shape[..axis], .. indices.Shape, .. data.Shape[(axis + 1)..]], Elements = null }];
    }

    private static Bound[] Range(NodeBounds node)
    {
        var (start, limit, step) = (node[0], node[1], node[2]);
        if (start.Type != OnnxType.Int64 || !node.All().All(static input => input.Shape.Length == 0) || step.Values.Least < 1)
        {
            throw node.Refused("does not count int64 numbers upwards from one to another");
        }

        var values = new Interval(start.Values.Least, limit.Values.Most);
        var count = (limit.Values - start.Values).FromZero;
        return [new Bound(OnnxType.Int64, [step.Values.IsExact && step.Values.Most == 1 ? count : new Interval(0, count.Most)], values)];
    }

    private static Bound[] TopK(NodeBounds node)
    {
        var input = node[0];
        var axis = node.Axis(node.Number("axis", -1), input.Shape.Length);
        var shape = input.Shape.ToArray();
        shape[axis] = Interval.Min(shape[axis], node[1].Values.FromZero);
        return [input with { Shape = shape, Elements = null }, new Bound(OnnxType.Int64, shape, new Interval(0, Math.Max(0, input.Shape[axis].Most - 1)))];
    }

    private static Bound Reduced(NodeBounds node, IReadOnlyList<long> axes, bool sums)
    {
        var input = node[0];
        var reduced = axes.Select(axis => node.Axis(axis, input.Shape.Length)).ToHashSet();
        if (reduced.Count != axes.Count || axes.Count == 0)
        {
            throw node.Refused("has no axis or one twice");
        }

        var keeps = node.Number("keepdims", 1) == 1;
        var shape = input.Shape.Index().Where(dimension => keeps || !reduced.Contains(dimension.Index)).Select(dimension => reduced.Contains(dimension.Index) ? Interval.Of(1) : dimension.Item);
        var values = sums ? input.Values * Bound.Product([.. reduced.Select(axis => input.Shape[axis])]) : input.Values;
        return new Bound(input.Type, [.. shape], values);
    }

    private static Bound[] MatMul(NodeBounds node)
    {
        var (a, b) = (node[0].Shape, node[1].Shape);
        if (a.Length < 2 || b.Length < 2)
        {
            throw node.Refused("multiplies what is no matrix");
        }

        var batch = NodeBounds.Broadcast(a[..^2], b[..^2]);
        node.Multiplications = Bound.Product([.. batch, a[^2], a[^1], b[^1]]);
        return [new Bound(node[0].Type, [.. batch, a[^2], b[^1]], Interval.All)];
    }

    private static Bound[] Gemm(NodeBounds node)
    {
        var (a, b) = (node.OfRank(0, 2).Shape, node.OfRank(1, 2).Shape);
        var columns = node.Number("transB", 0) == 1 ? b[0] : b[1];
        node.Multiplications = Bound.Product(a[0], a[1], columns);
        return [new Bound(node[0].Type, [a[0], columns], Interval.All)];
    }

    private static Bound[] Convolution(NodeBounds node)
    {
        var (input, kernel) = (node.OfRank(0, 3).Shape, node.OfRank(1, 3).Shape);
        var pads = node.Numbers("pads") ?? [0, 0];
        if (pads.Count != 2 || node.Numbers("kernel_shape") is not [var width] || kernel[2] != Interval.Of(width))
        {
            throw node.Refused("has another number of pads than two, or a kernel_shape that is not its kernel's");
        }

        var steps = Windows(node, input[2] + Interval.Of(pads[0] + pads[1]), width, stride: 1);
        node.Multiplications = Bound.Product(input[0], Bound.Product(kernel), steps);
        node.Scratch = Bound.Product(input[0], kernel[1], kernel[2], steps);
        return [new Bound(node[0].Type, [input[0], kernel[0], steps], Interval.All)];
    }

    private static Bound[] Pooling(NodeBounds node)
    {
        var input = node.OfRank(0, 3);
        return node.Numbers("kernel_shape") is [var width] && (node.Numbers("strides") ?? [1]) is [var stride]
            ? [input with { Shape = [input.Shape[0], input.Shape[1], Windows(node, input.Shape[2], width, stride)] }]
            : throw node.Refused("pools over another number of dimensions than one");
    }

    private static Interval Windows(NodeBounds node, Interval steps, long width, long stride) => steps.Least >= width
        ? Interval.Quotient(steps - Interval.Of(width), Interval.Of(stride)) + Interval.Of(1)
        : throw node.Refused($"looks at {width} steps at a time, and there are {steps}");

    // Y [time, directions, batch, units], then each state [directions, batch, units]; one direction at a time.
    private static Bound[] Steps(NodeBounds node, int gates, int activations, int states)
    {
        var input = node.OfRank(0, 3).Shape;
        var units = node.Number("hidden_size", 0);
        if (units < 1)
        {
            throw node.Refused("lacks its hidden_size");
        }

        var (state, rows) = (Interval.Of(units), Interval.Of(gates) * Interval.Of(units));
        Demand(node, 1, [Interval.Of(1), rows, input[2]]);
        Demand(node, 2, [Interval.Of(1), rows, state]);
        Demand(node, 3, [Interval.Of(1), rows + rows]);
        Demand(node, 7, [Interval.Of(1), state + state + state]);
        if (input[0].Least < 1 || input[1].Least < 1)
        {
            throw node.Refused($"has {input[0]} steps of {input[1]} texts, and at least one of each is computed");
        }

        var named = node.Attribute("activations")?.Texts.Count;
        var settings = Math.Max(node.Attribute("activation_alpha")?.Reals.Count ?? 0, node.Attribute("activation_beta")?.Reals.Count ?? 0);
        if (named is not null && named != activations || settings > activations)
        {
            throw node.Refused($"has {named ?? 0} activations with {settings} settings, and there are {activations} in a direction");
        }

        node.Multiplications = Bound.Product(input[0], input[1], rows, input[2] + state);
        node.Scratch = Bound.Product(input[0], input[1], rows);
        var last = new Bound(OnnxType.Float32, [Interval.Of(1), input[1], state], Interval.All);
        return [last with { Shape = [input[0], Interval.Of(1), input[1], state] }, .. Enumerable.Repeat(last, states)];
    }

    private static void Demand(NodeBounds node, int input, Interval[] shape)
    {
        if (input < node.Count && node.Optional(input) is { } bound && !bound.Shape.SequenceEqual(shape))
        {
            throw node.Refused($"has an input {input} of [{string.Join(", ", bound.Shape)}], and it must be [{string.Join(", ", shape)}]");
        }
    }

    private static void Limit(NodeBounds node, int rank)
    {
        if (rank > PackageLimits.Rank)
        {
            throw node.Refused($"makes {rank} dimensions, and the limit is {PackageLimits.Rank}");
        }
    }
}
