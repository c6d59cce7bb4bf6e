using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Export;

/// <summary>The weights of a graph that <see cref="NetworkExporter"/> or <see cref="GeneratorExporter"/> wrote, read back by the layers that added them, in the same order.</summary>
/// <remarks>A constant is found by the name that its layer asked for: the second layer that asks for <c>lstm_W</c> has <c>lstm_W_2</c>, as <see cref="GraphBuilder"/> has numbered it.</remarks>
public sealed class GraphWeights
{
    private readonly string _source;
    private readonly GraphProto _graph;
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);

    /// <summary>Takes a graph.</summary>
    /// <param name="source">Where it comes from, for errors.</param>
    /// <param name="graph">The graph.</param>
    /// <exception cref="ExportException">Two constants have one name.</exception>
    public GraphWeights(string source, GraphProto graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        _source = source;
        _graph = graph;
        foreach (var constant in graph.Initializer)
        {
            if (!_constants.TryAdd(constant.Name, constant))
            {
                throw Error($"has two constants called '{constant.Name}'");
            }
        }
    }

    /// <summary>The next constant of a name.</summary>
    /// <param name="name">The name that the layer asked for when it wrote the graph.</param>
    /// <exception cref="ExportException">There is none.</exception>
    public TensorProto Next(string name)
    {
        var number = _given[name] = _given.GetValueOrDefault(name) + 1;
        var unique = number == 1 ? name : $"{name}_{number}";
        return _constants.TryGetValue(unique, out var constant) ? constant : throw Error($"has no constant '{unique}'");
    }

    /// <summary>The values of the next constant of a name, row by row.</summary>
    /// <param name="name">The name that the layer asked for when it wrote the graph.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="ExportException">There is none, or it is of another shape or type.</exception>
    public float[] Next(string name, params ReadOnlySpan<long> shape) => Values(Next(name), shape);

    /// <summary>The values of a constant, row by row.</summary>
    /// <param name="constant">One of the graph's.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="ExportException">It is of another shape or type.</exception>
    public float[] Values(TensorProto constant, params ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(constant);
        return shape.SequenceEqual([.. constant.Dims])
            ? Widened(constant)
            : throw Error($"has '{constant.Name}' of shape [{string.Join(", ", constant.Dims)}], where the network has [{string.Join(", ", shape.ToArray())}]");
    }

    /// <summary>Whether a constant is the second factor of a product that takes it transposed.</summary>
    public bool IsTransposed(TensorProto constant)
    {
        ArgumentNullException.ThrowIfNull(constant);
        string[] names = [constant.Name, .. _graph.Node.Where(node => node.OpType == "Cast" && node.Input.Contains(constant.Name)).SelectMany(node => node.Output)];
        return _graph.Node.Any(node => node.Input.Any(names.Contains) && node.Attribute.Any(a => a is { Name: "transB", I: 1 }));
    }

    private float[] Widened(TensorProto constant)
    {
        if (constant.DataType != (int)TensorProto.Types.DataType.Int8)
        {
            return Tensors.ToFloats(constant);
        }

        return _constants.TryGetValue(constant.Name + NetworkGraph.ScalesSuffix, out var scales)
            ? new Int8Rows(Tensors.ToInt8s(constant), Tensors.ToFloats(scales)).ToFloats()
            : throw Error($"has no scales for the rows of '{constant.Name}'");
    }

    private ExportException Error(string what) => new($"{_source}: the graph {what}; it was written for another network or by another version of the trainer. Take the network that it was made of, or train it anew.");
}
