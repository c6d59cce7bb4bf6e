using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export.Onnx;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Export;

/// <summary>The graph of one network under construction: the builder, and the values that several layers need.</summary>
public sealed class NetworkGraph
{
    /// <summary>What the name of an embedding's scales has after the table's own.</summary>
    internal const string ScalesSuffix = "_scales";

    private readonly string _input;
    private readonly WeightStorage _storage;
    private readonly Dictionary<string, string> _shared = [];

    /// <summary>Starts a graph.</summary>
    /// <param name="builder">The builder to add to.</param>
    /// <param name="input">The network's input, <c>[batch, time, ...]</c>.</param>
    /// <param name="storage">How weights are stored that lose nothing by it; all others are stored as they are.</param>
    public NetworkGraph(GraphBuilder builder, string input, WeightStorage storage = WeightStorage.Float32)
    {
        Builder = builder;
        _input = input;
        _storage = storage;
    }

    /// <summary>Where nodes and constants are added.</summary>
    public GraphBuilder Builder { get; }

    /// <summary>Number of rows, int64 <c>[1]</c>.</summary>
    public string Batch => Dimension("batch_size", 0);

    /// <summary>Number of steps in the input, int64 <c>[1]</c>.</summary>
    public string Time => Dimension("time", 1);

    /// <summary>A tensor's values, row by row.</summary>
    public static float[] Floats(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using var scope = NewDisposeScope();
        using var values = tensor.detach().cpu().contiguous().data<float>();
        return values.ToArray();
    }

    /// <summary>Adds a tensor as a constant of the same shape.</summary>
    public string Weights(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Weights(name, Floats(tensor), tensor.shape);
    }

    /// <summary>Looks up rows of a table, which stays as small as it is stored: only the rows are widened.</summary>
    /// <param name="name">What the table is called.</param>
    /// <param name="table"><c>[ids, units]</c>.</param>
    /// <param name="ids">Name of the ids.</param>
    /// <param name="rows">What the rows are called.</param>
    /// <returns>The name of the rows, float32, of the shape of the ids and <c>units</c>.</returns>
    public string Rows(string name, Tensor table, string ids, string rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        var (values, shape) = (Floats(table), table.shape);
        if (_storage is WeightStorage.Int8Rows or WeightStorage.Int8Kernels && Int8Rows.TryOf(values, (int)shape[1]) is { } small)
        {
            var (whole, scales) = Constants(name, small, shape);
            return Builder.Node("Mul", rows, [Widen(Builder.Node("Gather", rows + "_int8", [whole, ids])), Builder.Node("Gather", rows + ScalesSuffix, [scales, ids])]);
        }

        return _storage != WeightStorage.Float32 && WeightRounding.AreHalves(values)
            ? Widen(Builder.Node("Gather", rows, [Builder.Constant(name, Tensors.OfHalves(name, values, shape)), ids]))
            : Builder.Node("Gather", rows, [Builder.Constant(name, values, shape), ids]);
    }

    /// <summary>Adds a recurrent operator's three weights and gives their names: W, R, B.</summary>
    public string[] Recurrent(string name, RecurrentWeights weights, int units)
    {
        ArgumentNullException.ThrowIfNull(weights);
        long gates = weights.Recurrence.Length / ((long)units * units);
        long features = weights.Input.Length / (gates * units);
        return
        [
            Weights(name + "_W", weights.Input, [1, gates * units, features]),
            Weights(name + "_R", weights.Recurrence, [1, gates * units, units]),
            Builder.Constant(name + "_B", weights.Bias, 1, 2 * gates * units),
        ];
    }

    /// <summary>The state from which every row of a batch starts: the table's row for the padding that was left out.</summary>
    /// <param name="name">What the state is called.</param>
    /// <param name="states"><c>[steps + 1, units]</c>: row k is the state after k steps of padding.</param>
    /// <param name="skipped">How many steps were left out, int64 <c>[1]</c>.</param>
    /// <returns>The name of a value <c>[1, batch, units]</c>.</returns>
    public string StateAfterPadding(string name, Tensor states, string skipped)
    {
        ArgumentNullException.ThrowIfNull(states);
        var table = Builder.Constant(name + "_after_padding", Floats(states), states.shape[0], 1, states.shape[1]);
        var row = Builder.Node("Gather", name + "_row", [table, skipped], Attributes.Int("axis", 0));
        return ForEveryRow(row, Number(1), states.shape[1], name + "_initial");
    }

    /// <summary>Puts steps of padding before a sequence.</summary>
    /// <param name="padding"><c>[1, steps, features]</c>, the same for every row of the batch.</param>
    /// <param name="start">The first of these steps to take, int64 <c>[1]</c>.</param>
    /// <param name="end">The step after the last to take, int64 <c>[1]</c>.</param>
    /// <param name="value">The sequence, <c>[time, batch, features]</c>.</param>
    /// <param name="name">What the longer sequence is called.</param>
    public string Prepend(Tensor padding, string start, string end, string value, string name)
    {
        ArgumentNullException.ThrowIfNull(padding);
        var table = PaddingTable(name + "_padding", Floats(padding), padding.shape[1], padding.shape[2]);
        var steps = Builder.Node("Slice", name + "_steps", [table, start, end, Number(0)]);
        var count = Builder.Node("Sub", name + "_count", [end, start]);
        var rows = ForEveryRow(steps, count, padding.shape[2], name + "_rows");
        return Builder.Node("Concat", name, [rows, value], Attributes.Int("axis", 0));
    }

    /// <summary>A sequence with all its left-out steps before it again.</summary>
    public GraphActivations WithPadding(GraphActivations input, string name)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input is { Padding: { } padding, Skipped: { } skipped }
            ? input with { Value = Prepend(padding, Number(0), skipped, input.Value, name), Skipped = null, Padding = null }
            : input;
    }

    /// <summary>All steps of each row one after the other: <c>[time, batch, features]</c> to <c>[batch, time · features]</c>.</summary>
    public string Flatten(string value, string name)
    {
        var rows = Builder.Node("Transpose", name + "_rows", [value], Attributes.Ints("perm", 1, 0, 2));
        return Builder.Node("Flatten", name, [rows], Attributes.Int("axis", 1));
    }

    /// <summary>A number of steps less a constant, at least 0.</summary>
    public string ReducedBy(string steps, long less, string name) =>
        Builder.Node("Max", name, [Builder.Node("Sub", name + "_difference", [steps, Number(less)]), Number(0)]);

    /// <summary>A number of steps plus a constant.</summary>
    public string Plus(string steps, long more, string name) => Builder.Node("Add", name, [steps, Number(more)]);

    /// <summary>A number of steps times a constant.</summary>
    public string Times(string steps, long factor, string name) => factor == 1 ? steps : Builder.Node("Mul", name, [steps, Number(factor)]);

    /// <summary>A number of steps divided by a constant, rounded down.</summary>
    public string DividedBy(string steps, long divisor, string name) => Builder.Node("Div", name, [steps, Number(divisor)]);

    /// <summary>Removes a dimension of size 1.</summary>
    public string Squeeze(string value, string name, int axis) => Builder.Node("Squeeze", name, [value, Number(axis)]);

    /// <summary>Adds a dimension of size 1.</summary>
    public string Unsqueeze(string value, string name, int axis) => Builder.Node("Unsqueeze", name, [value, Number(axis)]);

    /// <summary>An int64 constant <c>[1]</c>, the same one for equal numbers.</summary>
    public string Number(long value) => Once($"number_{value}", name => Builder.Constant(name, [value], 1));

    // ONNX Runtime widens constants when it loads the graph, so that a run costs what it did.
    private string Weights(string name, float[] values, long[] shape)
    {
        if (_storage == WeightStorage.Float32 || values.Length < WeightRounding.LeastWeights)
        {
            return Builder.Constant(name, values, shape);
        }

        if (WeightRounding.AreHalves(values))
        {
            return Widen(Builder.Constant(name, Tensors.OfHalves(name, values, shape)));
        }

        if (_storage != WeightStorage.Int8Kernels || shape.Length != 2 || Int8Rows.TryOf(values, (int)shape[1]) is not { } small)
        {
            return Builder.Constant(name, values, shape);
        }

        var (whole, scales) = Constants(name, small, shape);
        return Builder.Node("Mul", whole + "_scaled", [Widen(whole), scales]);
    }

    // Of rows that are equal to the end, one is stored; ONNX Runtime repeats it when it loads the graph.
    private string PaddingTable(string name, float[] values, long steps, long features)
    {
        var different = (int)steps - 1;
        var last = values.AsSpan(different * (int)features);
        while (different > 0 && values.AsSpan((different - 1) * (int)features, (int)features).SequenceEqual(last))
        {
            different--;
        }

        if (_storage == WeightStorage.Float32 || different + 1 == steps)
        {
            return Builder.Constant(name, values, steps, 1, features);
        }

        var rest = Builder.Node("Expand", name + "_rest", [Builder.Constant(name + "_last", last, 1, 1, features), Builder.Constant(name + "_rest_shape", [steps - different, 1, features], 3)]);
        return different == 0 ? rest : Builder.Node("Concat", name + "_all", [Builder.Constant(name, values.AsSpan(0, different * (int)features), different, 1, features), rest], Attributes.Int("axis", 0));
    }

    private (string Values, string Scales) Constants(string name, Int8Rows rows, long[] shape)
    {
        var values = Builder.Constant(name, Tensors.OfInt8s(name, rows.Values, shape));
        return (values, Builder.Constant(values + ScalesSuffix, rows.Scales, shape[0], 1));
    }

    private string Widen(string value) => Builder.Node("Cast", value + "_float32", [value], Attributes.Int("to", (long)TensorProto.Types.DataType.Float));

    // [steps, 1, features] for all rows of the batch.
    private string ForEveryRow(string steps, string count, long features, string name)
    {
        var shape = Builder.Node("Concat", name + "_shape", [count, Batch, Number(features)], Attributes.Int("axis", 0));
        return Builder.Node("Expand", name, [steps, shape]);
    }

    private string Dimension(string name, int axis) =>
        Once(name, n => Builder.Node("Shape", n, [_input], Attributes.Int("start", axis), Attributes.Int("end", axis + 1)));

    private string Once(string key, Func<string, string> make)
    {
        if (!_shared.TryGetValue(key, out var name))
        {
            _shared[key] = name = make(key);
        }

        return name;
    }
}
