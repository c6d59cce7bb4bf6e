using System.Runtime.InteropServices;
using RnnOnnx.Packages;

namespace RnnOnnx.Graphs;

/// <summary>
/// What a graph has to pass before ONNX Runtime sees it: only what the trainer writes, weights that are numbers, values that are made before they are used, and results that fit into memory.
/// </summary>
internal sealed class GraphGate
{
    private readonly GraphRefusal _refusal;
    private readonly Dictionary<string, Bound> _values = new(StringComparer.Ordinal);
    private long _numbers;
    private long _multiplications;

    private GraphGate(GraphRefusal refusal) => _refusal = refusal;

    /// <summary>Reads and checks the graph of a package.</summary>
    /// <param name="package">The package, whose files have been checked.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="GraphRefusedException">The graph is damaged, or does what no graph of this format does.</exception>
    public static OnnxGraph Check(ModelPackage package)
    {
        var manifest = package.Manifest;
        var refusal = new GraphRefusal(manifest.Id, manifest.Graph.File);
        var graph = GraphReader.Read(package.GraphBytes, refusal);
        if ((graph.IrVersion, graph.Opset) != (PackageLimits.IrVersion, PackageLimits.Opset) || (manifest.Graph.IrVersion, manifest.Graph.Opset) != (graph.IrVersion, graph.Opset))
        {
            throw refusal.Of(
                "the file",
                $"has IR version {graph.IrVersion} and operator set {graph.Opset}, the manifest says {manifest.Graph.IrVersion} and {manifest.Graph.Opset}, and both must say {PackageLimits.IrVersion} and {PackageLimits.Opset}");
        }

        new GraphGate(refusal).Check(graph, [1, manifest.Pipeline.MaximumLength, package.Vectors?.Manifest.Dimension ?? 1]);
        return graph;
    }

    /// <summary>Checks a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="first">The most that the open dimensions of the first input are for one text.</param>
    private void Check(OnnxGraph graph, long[] first)
    {
        for (var i = 0; i < graph.Inputs.Count; i++)
        {
            var input = graph.Inputs[i];
            // Further inputs are states, whose only open dimension is the batch.
            var shape = input.Shape.Select((length, axis) => Math.Max(length ?? 1, i == 0 && axis < first.Length && length is null ? first[axis] : 1)).ToArray();
            Define($"input {i}", input.Name, new Bound(input.Type, shape, input.Type == OnnxType.Int64 ? new Interval(0, int.MaxValue) : Interval.All));
        }

        foreach (var constant in graph.Constants)
        {
            DemandFinite(constant);
            Define($"constant '{constant.Name}'", constant.Name, Known(constant));
        }

        var given = _values.Count;
        foreach (var node in graph.Nodes)
        {
            Check(node);
        }

        var outputs = graph.Outputs.Select(static output => output.Name).ToArray();
        if (outputs.Length == 0 || outputs.Distinct(StringComparer.Ordinal).Count() != outputs.Length || _values.Keys.Take(given).Intersect(outputs, StringComparer.Ordinal).Any()
            || outputs.FirstOrDefault(output => !_values.ContainsKey(output)) is not null)
        {
            throw _refusal.Of("the graph", $"must give results that its nodes make, each once, and gives '{string.Join("', '", outputs)}'");
        }
    }

    private void Check(OnnxNode node)
    {
        var rule = Operators.Find(node.Type) ?? throw _refusal.Of(node.Place, $"is of an operator that graphs of this format do not use; they use {string.Join(", ", Operators.Names)}");
        if (rule.Violation(node) is { } violation)
        {
            throw _refusal.Of(node.Place, violation);
        }

        var inputs = new Bound?[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = node.Inputs[i] is not { Length: > 0 } name ? null
                : _values.TryGetValue(name, out var value) ? value
                : throw _refusal.Of(node.Place, $"reads '{name}', which no input, constant or earlier node makes");
        }

        var bounds = new NodeBounds(node, inputs, _refusal);
        var results = rule.Results(bounds);
        if (results.Length < node.Outputs.Count)
        {
            throw _refusal.Of(node.Place, $"has {node.Outputs.Count} outputs, and it makes {results.Length}");
        }

        for (var i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length > 0)
            {
                Define(node.Place, node.Outputs[i], results[i]);
            }
        }

        _numbers = Bound.Sum(_numbers, results.Aggregate(bounds.Scratch, static (sum, result) => Bound.Sum(sum, result.Count)));
        _multiplications = Bound.Sum(_multiplications, bounds.Multiplications);
        if (_numbers > PackageLimits.ComputedNumbers || _multiplications > PackageLimits.Multiplications)
        {
            throw _refusal.Of(
                node.Place,
                $"and those before it may compute {_numbers} numbers with {_multiplications} multiplications for one text, and the limits are {PackageLimits.ComputedNumbers} and {PackageLimits.Multiplications}");
        }
    }

    private void Define(string place, string name, Bound value)
    {
        if (name.Length == 0 || !_values.TryAdd(name, value))
        {
            throw _refusal.Of(place, $"makes the value '{name}', which has no name or is made by another too");
        }
    }

    private void DemandFinite(OnnxConstant constant)
    {
        var first = constant.Type switch
        {
            OnnxType.Float32 => FiniteNumbers.FirstBadSingle(constant.Data.Span),
            OnnxType.Float16 => FiniteNumbers.FirstBadHalf(constant.Data.Span),
            _ => -1,
        };
        if (first >= 0)
        {
            throw _refusal.Of($"constant '{constant.Name}'", $"[{string.Join(", ", constant.Shape)}] holds at {first}, counted row by row, a number that is infinite or none");
        }
    }

    // Lists of whole numbers are shapes, axes and places; nothing depends on what stands in larger constants.
    private static Bound Known(OnnxConstant constant)
    {
        long[] shape = [.. constant.Shape];
        if (constant.Type != OnnxType.Int64 || shape.Length > 1 || constant.Data.Length > PackageLimits.AttributeValues * sizeof(long))
        {
            return new Bound(constant.Type, shape, Interval.All);
        }

        Interval[] elements = [.. MemoryMarshal.Cast<byte, long>(constant.Data.Span).ToArray().Select(Interval.Of)];
        return Bound.Of(elements, OnnxType.Int64, scalar: shape.Length == 0);
    }
}
