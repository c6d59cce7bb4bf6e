using System.Runtime.InteropServices;
using RnnOnnx.Packages;

namespace RnnOnnx.Graphs;

/// <summary>
/// What a graph has to pass before ONNX Runtime sees it: only what the trainer writes, weights that are numbers, values that are made before they are used, and results that fit into memory.
/// </summary>
internal sealed class GraphGate
{
    // A hostile graph could make every length of text a case of its own.
    private const int MostRanges = 64;

    private readonly GraphRefusal _refusal;
    private readonly OnnxGraph _graph;
    private readonly (string Name, Bound Value)[] _constants;
    private readonly Interval _texts;
    private readonly long _dimension;
    private readonly Dictionary<string, Bound> _values = new(StringComparer.Ordinal);
    private int _ranges;
    private Interval _bytes;
    private Interval _multiplications;

    private GraphGate(GraphRefusal refusal, OnnxGraph graph, Interval texts, long dimension)
    {
        (_refusal, _graph, _texts, _dimension) = (refusal, graph, texts, dimension);
        _constants = [.. graph.Constants.Select(static constant => (constant.Name, Known(constant)))];
    }

    /// <summary>Reads and checks the graph of a package.</summary>
    /// <param name="package">The package, whose files have been checked.</param>
    /// <param name="texts">The most texts of a batch.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="GraphRefusedException">The graph is damaged, or does what no graph of this format does.</exception>
    public static OnnxGraph Check(ModelPackage package, int texts)
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

        foreach (var constant in graph.Constants)
        {
            DemandFinite(constant, refusal);
        }

        var gate = new GraphGate(refusal, graph, new Interval(1, texts), package.Vectors?.Manifest.Dimension ?? 1);
        var most = manifest.Pipeline.MaximumLength;
        if (manifest.Task != ModelTask.Generation && !manifest.Graph.LengthAdaptive)
        {
            gate.Check(Interval.Of(most));
            return graph;
        }

        // Where padding and text meet, the shortest texts differ from all others: windows of a convolution reach beyond them.
        foreach (var (least, longest) in new[] { (1, 1), (2, 2), (3, most) })
        {
            if (least <= most)
            {
                gate.Narrow(new Interval(least, longest));
            }
        }

        return graph;
    }

    // What may happen for some lengths of many may happen for none of them: the parts tell.
    private void Narrow(Interval steps)
    {
        try
        {
            Check(steps);
        }
        catch (GraphRefusedException) when (!steps.IsExact && ++_ranges < MostRanges)
        {
            var middle = steps.Least + ((steps.Most - steps.Least) / 2);
            Narrow(steps with { Most = middle });
            Narrow(steps with { Least = middle + 1 });
        }
    }

    private void Check(Interval steps)
    {
        _values.Clear();
        _bytes = _multiplications = Interval.Of(0);
        foreach (var (i, input) in _graph.Inputs.Index())
        {
            // Ids [batch, time] or vectors [batch, time, dimension]; what follows are states [1, batch, units].
            Interval Open(int axis) => (i, axis) switch
            {
                (0, 1) => steps,
                (0, 2) => Interval.Of(_dimension),
                _ => _texts,
            };
            var shape = input.Shape.Select((length, axis) => length is { } given ? Interval.Of(given) : Open(axis)).ToArray();
            Define($"input {i}", input.Name, new Bound(input.Type, shape, input.Type == OnnxType.Int64 ? new Interval(0, int.MaxValue) : Interval.All));
        }

        foreach (var (name, value) in _constants)
        {
            Define($"constant '{name}'", name, value);
        }

        var given = _values.Count;
        foreach (var node in _graph.Nodes)
        {
            Check(node);
        }

        var outputs = _graph.Outputs.Select(static output => output.Name).ToArray();
        if (outputs.Length == 0 || outputs.Distinct(StringComparer.Ordinal).Count() != outputs.Length || _values.Keys.Take(given).Intersect(outputs, StringComparer.Ordinal).Any()
            || outputs.Any(output => !_values.ContainsKey(output)))
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

        _multiplications += bounds.Multiplications;
        _bytes = results.Aggregate(_bytes + (bounds.Scratch * Interval.Of(sizeof(float))), static (sum, result) => sum + result.Bytes);
        var (bytes, multiplications) = (PackageLimits.ComputedBytes + (_texts.Most * PackageLimits.ComputedBytesPerText), _texts.Most * PackageLimits.MultiplicationsPerText);
        if (_bytes.Most > bytes || _multiplications.Most > multiplications)
        {
            throw _refusal.Of(
                node.Place,
                $"and those before it may compute {_bytes.Most} bytes with {_multiplications.Most} multiplications for a batch of {_texts.Most}, and the limits are {bytes} and {multiplications}");
        }
    }

    private void Define(string place, string name, Bound value)
    {
        if (name.Length == 0 || !_values.TryAdd(name, value))
        {
            throw _refusal.Of(place, $"makes the value '{name}', which has no name or is made by another too");
        }
    }

    private static void DemandFinite(OnnxConstant constant, GraphRefusal refusal)
    {
        var first = constant.Type switch
        {
            OnnxType.Float32 => FiniteNumbers.FirstBadSingle(constant.Data.Span),
            OnnxType.Float16 => FiniteNumbers.FirstBadHalf(constant.Data.Span),
            _ => -1,
        };
        if (first >= 0)
        {
            throw refusal.Of($"constant '{constant.Name}'", $"[{string.Join(", ", constant.Shape)}] holds at {first}, counted row by row, a number that is infinite or none");
        }
    }

    // Lists of whole numbers are shapes, axes and places; nothing depends on what stands in larger constants.
    private static Bound Known(OnnxConstant constant)
    {
        Interval[] shape = [.. constant.Shape.Select(Interval.Of)];
        if (constant.Type != OnnxType.Int64 || shape.Length > 1 || constant.Data.Length > PackageLimits.AttributeValues * sizeof(long))
        {
            return new Bound(constant.Type, shape, Interval.All);
        }

        Interval[] elements = [.. MemoryMarshal.Cast<byte, long>(constant.Data.Span).ToArray().Select(Interval.Of)];
        return Bound.Of(elements, OnnxType.Int64, scalar: shape.Length == 0);
    }
}
