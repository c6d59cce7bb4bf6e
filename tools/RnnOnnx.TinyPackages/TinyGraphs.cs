using System.Runtime.InteropServices;

namespace RnnOnnx.TinyPackages;

/// <summary>ONNX models whose scores follow from a formula.</summary>
/// <remarks>Field numbers are those of onnx.proto: ModelProto 1 ir_version, 7 graph, 8 opset_import; GraphProto 1 node, 2 name, 5 initializer, 11 input, 12 output.</remarks>
internal static class TinyGraphs
{
    public const int Floats = 1;
    public const int Bytes = 3;
    public const int Integers = 6;
    public const int Longs = 7;
    public const int Halves = 10;

    /// <summary>Weight of an id for a class: nothing for the padding id, so that any amount of padding gives the same sum.</summary>
    public static double Weight(int id, int column) => id == 0 ? 0 : Math.Sin((id * 1.3) + column) * 0.5;

    /// <summary>What a bag graph with one column gives: the sigmoid of the sum of the weights.</summary>
    public static double BagProbability(IEnumerable<int> ids) => 1 / (1 + Math.Exp(-ids.Sum(static id => Weight(id, 0))));

    /// <summary>What a bag graph with several columns gives: the softmax of the sums of the weights.</summary>
    public static double[] BagProbabilities(IReadOnlyCollection<int> ids, int columns)
    {
        var powers = Enumerable.Range(0, columns).Select(column => Math.Exp(ids.Sum(id => Weight(id, column)))).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }

    /// <summary>What a position graph gives: the sigmoid of a sum in which each id counts by its place.</summary>
    public static double PositionProbability(IReadOnlyList<int> padded) =>
        1 / (1 + Math.Exp(-padded.Select((id, place) => id * PositionWeight(place)).Sum()));

    /// <summary>Gather, ReduceSum, then Sigmoid for one column and Softmax for several; takes any number of steps.</summary>
    public static byte[] Bag(int vocabularySize, int columns, string output = "scores")
    {
        var weights = new float[vocabularySize * columns];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)Weight(i / columns, i % columns);
        }

        return Model(
            [
                Node("Gather", ["weights", "ids"], "rows"),
                Node("ReduceSum", ["rows", "axes"], "sums").Message(5, Attribute("keepdims", 0)),
                Node(columns == 1 ? "Sigmoid" : "Softmax", ["sums"], output),
            ],
            [
                Tensor("weights", Floats, [vocabularySize, columns], MemoryMarshal.AsBytes(weights.AsSpan())),
                Tensor("axes", Longs, [1], MemoryMarshal.AsBytes<long>([1L])),
            ],
            output);
    }

    /// <summary>Cast, MatMul with one weight per place, Sigmoid; takes exactly as many steps as it has weights.</summary>
    public static byte[] Position(int steps)
    {
        var weights = Enumerable.Range(0, steps).Select(static place => (float)PositionWeight(place)).ToArray();
        return Model(
            [
                Node("Cast", ["ids"], "numbers").Message(5, Attribute("to", Floats)),
                Node("MatMul", ["numbers", "weights"], "sums"),
                Node("Sigmoid", ["sums"], "scores"),
            ],
            [Tensor("weights", Floats, [steps, 1], MemoryMarshal.AsBytes(weights.AsSpan()))],
            "scores");
    }

    /// <summary>What a vectors graph gives: the sigmoid of a sum in which each number of each vector counts by its place.</summary>
    public static double VectorsProbability(IReadOnlyList<int> padded, int dimension) =>
        1 / (1 + Math.Exp(-padded.Select((id, step) => Enumerable.Range(0, dimension).Sum(i => TinyVectors.Number(id, i) * PositionWeight((step * dimension) + i))).Sum()));

    /// <summary>Flatten, MatMul with one weight per number, Sigmoid; takes exactly so many steps. The sums are a second output.</summary>
    public static byte[] Vectors(int steps, int dimension)
    {
        var weights = Enumerable.Range(0, steps * dimension).Select(static place => (float)PositionWeight(place)).ToArray();
        return Model(
            [
                Node("Flatten", ["vectors"], "numbers"),
                Node("MatMul", ["numbers", "weights"], "sums"),
                Node("Sigmoid", ["sums"], "scores"),
            ],
            [Tensor("weights", Floats, [steps * dimension, 1], MemoryMarshal.AsBytes(weights.AsSpan()))],
            [Value("vectors", Floats, "batch", "time", $"{dimension}")],
            [Value("scores", Floats, "batch", "width"), Value("sums", Floats, "batch", "width")]);
    }

    /// <summary>A GRU of one unit that resets before the product, all weights zero, then Sigmoid: one half for any text.</summary>
    public static byte[] ResetBeforeGru() => Model(
        [
            Node("Cast", ["ids"], "numbers").Message(5, Attribute("to", Floats)),
            Node("Transpose", ["numbers"], "by_step"),
            Node("Unsqueeze", ["by_step", "last_axis"], "steps"),
            Node("GRU", ["steps", "weights", "weights"], "").Text(2, "state").Text(3, "gru").Message(5, Attribute("hidden_size", 1)),
            Node("Squeeze", ["state", "first_axis"], "sums"),
            Node("Sigmoid", ["sums"], "scores"),
        ],
        [
            Tensor("weights", Floats, [1, 3, 1], MemoryMarshal.AsBytes<float>([0f, 0f, 0f])),
            Tensor("first_axis", Longs, [1], MemoryMarshal.AsBytes<long>([0L])),
            Tensor("last_axis", Longs, [1], MemoryMarshal.AsBytes<long>([2L])),
        ],
        "scores");

    private static double PositionWeight(int place) => Math.Cos(place) * 0.05;

    /// <summary>A model of nodes, constants, inputs and outputs.</summary>
    public static byte[] Model(ProtobufWriter[] nodes, ProtobufWriter[] initializers, ProtobufWriter[] inputs, ProtobufWriter[] outputs)
    {
        var graph = new ProtobufWriter();
        Add(graph, 1, nodes);
        graph.Text(2, "tiny");
        Add(graph, 5, initializers);
        Add(graph, 11, inputs);
        Add(graph, 12, outputs);
        return new ProtobufWriter().Integer(1, 8).Message(7, graph).Message(8, new ProtobufWriter().Text(1, "").Integer(2, 17)).ToArray();
    }

    public static ProtobufWriter Node(string type, string[] inputs, string output)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        return node.Text(2, output).Text(4, type);
    }

    public static ProtobufWriter Attribute(string name, long value) => new ProtobufWriter().Text(1, name).Integer(3, value).Integer(20, 2);

    public static ProtobufWriter Numbers(string name, params long[] values) =>
        values.Aggregate(new ProtobufWriter().Text(1, name), static (attribute, value) => attribute.Integer(8, value)).Integer(20, 7);

    public static ProtobufWriter Reals(string name, params float[] values) =>
        values.Aggregate(new ProtobufWriter().Text(1, name), static (attribute, value) => attribute.Real(7, value)).Integer(20, 6);

    public static ProtobufWriter Word(string name, string value) => new ProtobufWriter().Text(1, name).Text(4, value).Integer(20, 3);

    public static ProtobufWriter Words(string name, params string[] values) =>
        values.Aggregate(new ProtobufWriter().Text(1, name), static (attribute, value) => attribute.Text(9, value)).Integer(20, 8);

    public static ProtobufWriter Tensor(string name, int type, long[] shape, ReadOnlySpan<byte> data)
    {
        var tensor = new ProtobufWriter();
        foreach (var dimension in shape)
        {
            tensor.Integer(1, dimension);
        }

        return tensor.Integer(2, type).Text(8, name).Bytes(9, data);
    }

    /// <summary>An input or output; dimensions are numbers or names.</summary>
    public static ProtobufWriter Value(string name, int type, params string[] dimensions)
    {
        var shape = new ProtobufWriter();
        foreach (var dimension in dimensions)
        {
            var written = long.TryParse(dimension, out var number) ? new ProtobufWriter().Integer(1, number) : new ProtobufWriter().Text(2, dimension);
            shape.Message(1, written);
        }

        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, new ProtobufWriter().Integer(1, type).Message(2, shape)));
    }

    private static byte[] Model(ProtobufWriter[] nodes, ProtobufWriter[] initializers, string output) =>
        Model(nodes, initializers, [Value("ids", Longs, "batch", "time")], [Value(output, Floats, "batch", "width")]);

    private static void Add(ProtobufWriter graph, int field, ProtobufWriter[] messages)
    {
        foreach (var message in messages)
        {
            graph.Message(field, message);
        }
    }
}
