using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Export;

/// <summary>
/// Writes an ONNX graph node by node: IR version 8, operator set 17, default domain only, so that any ONNX runtime takes it.
/// Values are named by strings; a name that is taken gets a number (<c>lstm_hidden</c>, <c>lstm_hidden_2</c>), so layers need not know of each other.
/// </summary>
/// <param name="name">The graph's name, such as the model's id.</param>
public sealed class GraphBuilder(string name)
{
    /// <summary>The default operator set's version that every graph declares.</summary>
    public const int Opset = 17;

    /// <summary>The version of the file format that every graph declares.</summary>
    public const int IrVersion = 8;

    private readonly string graphName = string.IsNullOrWhiteSpace(name) ? throw new ArgumentException("a graph needs a name.", nameof(name)) : name;
    private readonly GraphProto graph = new();
    private readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly HashSet<string> graphOutputs = new(StringComparer.Ordinal);

    /// <summary>Adds a graph input.</summary>
    /// <param name="name">Its name, which callers of the model see and which therefore is never changed.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="shape">Its dimensions, such as <c>"batch", "time"</c>.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ExportException">The name is taken.</exception>
    public string Input(string name, TensorProto.Types.DataType type, params ReadOnlySpan<Dimension> shape)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!values.Add(name))
        {
            throw Error($"input '{name}' has the name of an existing value; add the graph's inputs first and give each its own name");
        }

        graph.Input.Add(ValueInfo(name, type, shape));
        return name;
    }

    /// <summary>Marks an existing value as a graph output.</summary>
    /// <param name="value">The value's name.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="shape">Its dimensions, such as <c>"batch", 1</c>.</param>
    /// <exception cref="ExportException">There is no such value, or it is an output already.</exception>
    public void Output(string value, TensorProto.Types.DataType type, params ReadOnlySpan<Dimension> shape)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        if (!values.Contains(value))
        {
            throw Error($"output '{value}' is no value of the graph; pass the name that Node, Constant or Input returned");
        }

        if (!graphOutputs.Add(value))
        {
            throw Error($"output '{value}' was added before; add each output once");
        }

        used.Add(value);
        graph.Output.Add(ValueInfo(value, type, shape));
    }

    /// <summary>Adds a float32 constant.</summary>
    /// <param name="name">Its name, given a number if taken.</param>
    /// <param name="data">Its values, row-major.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <returns>The unique name.</returns>
    /// <exception cref="ExportException">The number of values is not the shape's, or a value is not finite.</exception>
    public string Constant(string name, ReadOnlySpan<float> data, params ReadOnlySpan<long> shape) => Add(Tensors.OfFloats(name, data, shape));

    /// <summary>Adds an int64 constant.</summary>
    /// <param name="name">Its name, given a number if taken.</param>
    /// <param name="data">Its values, row-major.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <returns>The unique name.</returns>
    /// <exception cref="ExportException">The number of values is not the shape's.</exception>
    public string Constant(string name, ReadOnlySpan<long> data, params ReadOnlySpan<long> shape) => Add(Tensors.OfInt64s(name, data, shape));

    /// <summary>Adds a copy of another graph's constant.</summary>
    /// <param name="name">Its name, given a number if taken.</param>
    /// <param name="tensor">The constant, left as it is.</param>
    /// <returns>The unique name.</returns>
    public string Constant(string name, TensorProto tensor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(tensor);
        var copy = tensor.Clone();
        copy.Name = name;
        return Add(copy);
    }

    /// <summary>Adds a node with one output.</summary>
    /// <param name="op">The operator, such as <c>MatMul</c>.</param>
    /// <param name="output">The output's name, given a number if taken.</param>
    /// <param name="inputs">Names of existing values; an empty name is an optional input that is absent.</param>
    /// <param name="attributes">The operator's settings, made by <see cref="Attributes"/>.</param>
    /// <returns>The output's unique name.</returns>
    /// <exception cref="ExportException">An input is no value of the graph, or an attribute comes twice.</exception>
    public string Node(string op, string output, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Nodes(op, [output], inputs, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    /// <param name="op">The operator, such as <c>LSTM</c>.</param>
    /// <param name="outputs">The outputs' names, each given a number if taken; an empty name is an output that is not wanted.</param>
    /// <param name="inputs">Names of existing values; an empty name is an optional input that is absent.</param>
    /// <param name="attributes">The operator's settings, made by <see cref="Attributes"/>.</param>
    /// <returns>The outputs' unique names, in their order, empty where not wanted.</returns>
    /// <exception cref="ExportException">An input is no value of the graph, no output is wanted, or an attribute comes twice.</exception>
    public string[] Nodes(string op, ReadOnlySpan<string> outputs, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(op);
        var node = new NodeProto { OpType = op };
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Length > 0 && !values.Contains(inputs[i]))
            {
                throw Error(
                    $"node {op} (for '{string.Join("', '", outputs.ToArray())}') reads '{inputs[i]}' as input {i}, which is no value of the graph; " +
                    "pass the name that Node, Constant or Input returned");
            }

            node.Input.Add(inputs[i]);
        }

        // Absent optional inputs at the end are left out altogether, as ONNX has it.
        while (node.Input.Count > 0 && node.Input[^1].Length == 0)
        {
            node.Input.RemoveAt(node.Input.Count - 1);
        }

        foreach (var attribute in attributes)
        {
            if (node.Attribute.Any(a => a.Name == attribute.Name))
            {
                throw Error($"node {op} (for '{string.Join("', '", outputs.ToArray())}') is given attribute '{attribute.Name}' twice; give it once");
            }

            node.Attribute.Add(attribute);
        }

        if (outputs.IndexOfAnyExcept("") < 0)
        {
            throw Error($"node {op} is given no output name; a node without an output has no effect");
        }

        used.UnionWith(node.Input);
        foreach (var output in outputs)
        {
            node.Output.Add(output.Length == 0 ? "" : Unique(output));
        }

        node.Name = node.Output.First(o => o.Length > 0);
        graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>Gives a node's output another name, exactly this one: for values that callers of the model see.</summary>
    /// <param name="value">The value's present name.</param>
    /// <param name="newName">Its new name.</param>
    /// <exception cref="ExportException">No node makes the value, or the new name is taken.</exception>
    public void Rename(string value, string newName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(newName);
        if (graph.Node.FirstOrDefault(n => n.Output.Contains(value)) is not { } maker || string.IsNullOrEmpty(value))
        {
            throw Error($"'{value}' cannot be renamed to '{newName}', for no node makes it; pass the name that Node returned");
        }

        if (graphOutputs.Contains(value))
        {
            throw Error($"'{value}' cannot be renamed to '{newName}', for it is an output already; rename it before");
        }

        if (!values.Add(newName))
        {
            throw Error($"'{value}' cannot be renamed to '{newName}', for another value has that name; choose another");
        }

        values.Remove(value);
        maker.Output[maker.Output.IndexOf(value)] = newName;
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (node.Input[i] == value)
                {
                    node.Input[i] = newName;
                }
            }
        }

        // Only constants are asked whether anything reads them, and one that takes the old name is another value.
        used.Remove(value);
    }

    /// <summary>Adds a metadata property, which any ONNX reader can show.</summary>
    /// <param name="key">Its key, such as <c>text.pipeline</c>.</param>
    /// <param name="value">Its text.</param>
    /// <exception cref="ExportException">The key has a value already.</exception>
    public void Metadata(string key, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(value);
        if (!metadata.TryAdd(key, value))
        {
            throw Error($"metadata '{key}' is '{metadata[key]}' already; set it once");
        }
    }

    /// <summary>The model with everything added so far.</summary>
    /// <param name="documentation">What the model is, for its readers.</param>
    /// <exception cref="ExportException">The graph has no output, or a constant that nothing reads.</exception>
    public ModelProto Build(string documentation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(documentation);
        if (graph.Output.Count == 0)
        {
            throw Error("no output was added; mark the last layer's value with Output");
        }

        string[] unused = [.. graph.Initializer.Select(i => i.Name).Where(n => !used.Contains(n))];
        if (unused.Length > 0)
        {
            throw Error($"nothing reads '{string.Join("', '", unused)}'; a layer has forgotten its constant, or has added one it does not need");
        }

        var finished = graph.Clone();
        finished.Name = graphName;
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "RnnOnnx",
            ProducerVersion = typeof(GraphBuilder).Assembly.GetName().Version?.ToString(3) ?? "",
            DocString = documentation,
            Graph = finished,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        model.MetadataProps.Add(metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return model;
    }

    private static ValueInfoProto ValueInfo(string name, TensorProto.Types.DataType type, ReadOnlySpan<Dimension> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var dimension in shape)
        {
            dimensions.Dim.Add(dimension.Symbol is { } symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = dimension.Length });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }

    private string Add(TensorProto tensor)
    {
        tensor.Name = Unique(tensor.Name);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var number = 2; !values.Add(unique); number++)
        {
            unique = $"{name}_{number}";
        }

        return unique;
    }

    private ExportException Error(string what) => new($"graph '{graphName}': {what}.");
}
