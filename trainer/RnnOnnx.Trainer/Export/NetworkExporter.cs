using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Layers;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Export;

/// <summary>Writes a trained network as an ONNX graph.</summary>
public static class NetworkExporter
{
    /// <summary>Name of the graph's input: ids, int64, <c>[batch, time]</c>.</summary>
    public const string InputName = "ids";

    /// <summary>Name of the input of networks that take word vectors: float32, <c>[batch, time, units]</c>.</summary>
    public const string VectorsName = "vectors";

    /// <summary>Name of the graph's first output: float32, <c>[batch, units of the last layer]</c>.</summary>
    public const string OutputName = "scores";

    /// <summary>Name of the second output of networks that score every step: float32, <c>[batch, time, units of the last layer]</c>.</summary>
    public const string StepScoresName = "step_scores";

    /// <summary>Builds a network's graph.</summary>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="name">The graph's name: the model's id.</param>
    /// <param name="documentation">What the model is and how text becomes ids.</param>
    /// <param name="lengthAdaptive">True for a graph that takes any number of steps and accounts for the missing padding;
    /// false for the plain one, which takes full rows and computes all of them.</param>
    /// <param name="storage">How weights are stored that <see cref="WeightRounding"/> has rounded for it.</param>
    public static ModelProto Export(Network network, string name, string documentation, bool lengthAdaptive, WeightStorage storage = WeightStorage.Float32)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (lengthAdaptive && !network.IsLengthAdaptive)
        {
            throw new ExportException($"{name}: padding at the end comes after the text and cannot be left out; write the full-length graph.");
        }

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        network.eval();
        var builder = new GraphBuilder(name);
        var value = Input(network, builder, lengthAdaptive, storage, out var graph);
        foreach (var layer in network.Layers)
        {
            value = layer.Export(graph, value);
        }

        Output(network, builder, value.Value);
        return builder.Build(documentation);
    }

    private static GraphActivations Input(Network network, GraphBuilder builder, bool lengthAdaptive, WeightStorage storage, out NetworkGraph graph)
    {
        var maximum = network.MaximumLength;
        Dimension time = lengthAdaptive ? "time" : maximum;
        if (network.Layers[0] is WordVectorsLayer vectors)
        {
            var input = builder.Input(VectorsName, TensorProto.Types.DataType.Float, "batch", time, vectors.OutputShape.Features!.Value);
            graph = new NetworkGraph(builder, input, storage);
            return new(builder.Node("Transpose", "vectors_by_time", [input], Attributes.Ints("perm", 1, 0, 2)));
        }

        var ids = builder.Input(InputName, TensorProto.Types.DataType.Int64, "batch", time);
        if (lengthAdaptive)
        {
            // Keeps the last steps, as Keras' pad_sequences does: more of them have no row in the tables of states.
            ids = builder.Node(
                "Slice",
                "kept_ids",
                [ids, builder.Constant("first_kept", [-(long)maximum], 1), builder.Constant("end_kept", [long.MaxValue], 1), builder.Constant("time_axis", [1L], 1)]);
        }

        graph = new NetworkGraph(builder, ids, storage);
        var lengths = network.MasksPadding ? LeftAlign(graph, ref ids) : null;
        var value = new GraphActivations(builder.Node("Transpose", "ids_by_time", [ids], Attributes.Ints("perm", 1, 0))) { Lengths = lengths };
        return !lengthAdaptive || network.MasksPadding ? value : value with
        {
            Padding = zeros([1, maximum], dtype: ScalarType.Int64, device: network.Device),
            Skipped = builder.Node("Sub", "padding", [graph.Number(maximum), graph.Time]),
        };
    }

    // Masked: brings the ids that are not 0 to the start of their row, in their order, and counts them.
    private static MaskedLengths LeftAlign(NetworkGraph graph, ref string ids)
    {
        var builder = graph.Builder;
        var zero = builder.Constant("no_id", [0L]);
        var isPadding = builder.Node("Equal", "is_padding", [ids, zero]);
        var position = builder.Node("Range", "position", [zero, graph.Squeeze(graph.Time, "time_scalar", 0), builder.Constant("next", [1L])]);
        // Later steps get smaller keys, padding smaller ones than any id.
        var ofId = builder.Node("Neg", "key_of_id", [position]);
        var ofPadding = builder.Node("Sub", "key_of_padding", [ofId, graph.Time]);
        var key = builder.Node("Where", "key", [isPadding, ofPadding, ofId]);
        var order = builder.Nodes("TopK", ["ordered_keys", "order"], [key, graph.Time], Attributes.Int("axis", 1))[1];
        ids = builder.Node("GatherElements", "aligned_ids", [ids, order], Attributes.Int("axis", 1));

        var present = builder.Node("Cast", "present", [builder.Node("Not", "is_id", [isPadding])], Attributes.Int("to", (long)TensorProto.Types.DataType.Int64));
        var count = builder.Node("ReduceSum", "count", [present, graph.Number(1)], Attributes.Int("keepdims", 1));
        var isEmpty = builder.Node("Equal", "is_empty", [count, zero]);
        var steps = builder.Node("Max", "steps_at_least_one", [graph.Squeeze(count, "steps", 1), builder.Constant("one_step", [1L])]);
        return new(builder.Node("Cast", "sequence_lengths", [steps], Attributes.Int("to", (long)TensorProto.Types.DataType.Int32)), isEmpty);
    }

    private static void Output(Network network, GraphBuilder builder, string value)
    {
        var units = network.Layers[^1].OutputShape.Features!.Value;
        if (!network.ScoresSteps)
        {
            builder.Rename(value, OutputName);
            builder.Output(OutputName, TensorProto.Types.DataType.Float, "batch", units);
            return;
        }

        var steps = builder.Node("Transpose", StepScoresName, [value], Attributes.Ints("perm", 1, 0, 2));
        var mean = builder.Node("ReduceMean", OutputName, [steps], Attributes.Ints("axes", 1), Attributes.Int("keepdims", 0));
        builder.Output(mean, TensorProto.Types.DataType.Float, "batch", units);
        builder.Output(steps, TensorProto.Types.DataType.Float, "batch", network.MaximumLength, units);
    }
}
