using Google.Protobuf.Collections;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Export;

/// <summary>A network's graph that is to become a part of an ensemble's.</summary>
internal sealed class MemberGraph
{
    private readonly string _ensemble;
    private readonly GraphProto _graph;

    /// <summary>Checks that the graph is one that can be joined with others.</summary>
    /// <param name="ensemble">The ensemble's id, for errors.</param>
    /// <param name="id">The member's id.</param>
    /// <param name="model">Its graph.</param>
    /// <param name="pipeline">How text becomes its ids.</param>
    /// <exception cref="ExportException">It is of another version, or does not take one row of ids and give one row of scores.</exception>
    public MemberGraph(string ensemble, string id, ModelProto model, PipelineManifest pipeline)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pipeline);
        _ensemble = ensemble;
        _graph = model.Graph ?? throw new ExportException($"{ensemble}: the member '{id}' is a file without a graph; export it again.");
        Id = id;
        Pipeline = pipeline;
        if (model.IrVersion != GraphBuilder.IrVersion || model.OpsetImport is not [{ Domain: "", Version: GraphBuilder.Opset }])
        {
            var sets = string.Join(", ", model.OpsetImport.Select(o => $"'{o.Domain}' {o.Version}"));
            throw Error($"is of IR version {model.IrVersion} with the operator sets {sets}, and an ensemble is of IR version {GraphBuilder.IrVersion} with '' {GraphBuilder.Opset}");
        }

        if (_graph.Input is not [{ } input] || Type(input) != TensorProto.Types.DataType.Int64 || Shape(input) is not [_, var time])
        {
            throw Error($"must take one input of ids, int64 [batch, time], and takes {string.Join(" and ", _graph.Input.Select(Describe))}");
        }

        if (_graph.Output is not [{ } output, ..] || Type(output) != TensorProto.Types.DataType.Float || Shape(output) is not [_, { DimValue: > 0 } scores])
        {
            throw Error($"must give scores, float32 [batch, number of scores], first, and gives {string.Join(" and ", _graph.Output.Select(Describe))}");
        }

        FullLength = time.HasDimParam ? null : time.DimValue;
        Scores = scores.DimValue;
    }

    /// <summary>The member's id.</summary>
    public string Id { get; }

    /// <summary>How text becomes its ids.</summary>
    public PipelineManifest Pipeline { get; }

    /// <summary>Number of ids in each row; null when it takes any number.</summary>
    public long? FullLength { get; }

    /// <summary>Numbers that it gives for each text.</summary>
    public long Scores { get; }

    /// <summary>Adds the constants and nodes, their names after the member's id and a slash.</summary>
    /// <param name="builder">The ensemble's graph.</param>
    /// <param name="input">The input that the member reads.</param>
    /// <param name="constants">The constants that the ensemble has, without their names, and their names there.</param>
    /// <returns>The name of the member's scores.</returns>
    /// <exception cref="ExportException">A node reads a value that no node before it makes, or holds a graph itself.</exception>
    public string AddTo(GraphBuilder builder, string input, Dictionary<TensorProto, string> constants)
    {
        var names = new Dictionary<string, string> { [""] = "", [_graph.Input[0].Name] = input };
        foreach (var constant in _graph.Initializer)
        {
            var content = constant.Clone();
            content.ClearName();
            if (!constants.TryGetValue(content, out var stored))
            {
                constants[content] = stored = builder.Constant(Prefixed(constant.Name), constant);
            }

            Remember(names, constant.Name, stored);
        }

        foreach (var node in _graph.Node)
        {
            var kind = $"{node.OpType} (for '{string.Join("', '", node.Output)}')";
            if (node.Domain.Length > 0 || node.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0))
            {
                throw Error($"has the node {kind}, which is of the domain '{node.Domain}' or holds a graph of its own; an ensemble is made of plain nodes of the default domain");
            }

            string[] inputs = [.. node.Input.Select(i => names.TryGetValue(i, out var value) ? value : throw Error($"has the node {kind}, which reads '{i}', and no node before it makes that"))];
            var outputs = builder.Nodes(node.OpType, [.. node.Output.Select(o => o.Length == 0 ? "" : Prefixed(o))], inputs, [.. node.Attribute]);
            foreach (var (old, value) in node.Output.Zip(outputs).Where(o => o.First.Length > 0))
            {
                Remember(names, old, value);
            }
        }

        return names.TryGetValue(_graph.Output[0].Name, out var scores) ? scores : throw Error($"gives '{_graph.Output[0].Name}', and no node makes that");
    }

    private static TensorProto.Types.DataType Type(ValueInfoProto value) => (TensorProto.Types.DataType)(value.Type?.TensorType?.ElemType ?? 0);

    private static RepeatedField<TensorShapeProto.Types.Dimension> Shape(ValueInfoProto value) => value.Type?.TensorType?.Shape?.Dim ?? [];

    private static string Describe(ValueInfoProto value) =>
        $"'{value.Name}' {Type(value)} [{string.Join(", ", Shape(value).Select(d => d.HasDimParam ? d.DimParam : d.DimValue.ToString()))}]";

    private void Remember(Dictionary<string, string> names, string old, string value)
    {
        if (!names.TryAdd(old, value))
        {
            throw Error($"has two values called '{old}'");
        }
    }

    private string Prefixed(string name) => $"{Id}/{name}";

    private ExportException Error(string what) => new($"{_ensemble}: the member '{Id}' {what}; export it again with {nameof(NetworkExporter)}.");
}
