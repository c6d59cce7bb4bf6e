using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Layers;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>The ONNX form of one or two layers, with nothing around it but the exchange of batch and time.</summary>
internal static class LayerGraph
{
    /// <summary>Name of the input, <c>[batch, time]</c> int64 or <c>[batch, time, features]</c> float32.</summary>
    public const string InputName = "x";

    /// <summary>Name of the output, <c>[batch, time, features]</c> or <c>[batch, features]</c>.</summary>
    public const string OutputName = "y";

    /// <summary>Writes the graph of layers that take a sequence or ids.</summary>
    public static ModelProto Of(LayerShape input, params IReadOnlyList<Layer> layers)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var builder = new GraphBuilder("layers");
        var x = input.Features is { } features
            ? builder.Input(InputName, TensorProto.Types.DataType.Float, "batch", "time", features)
            : builder.Input(InputName, TensorProto.Types.DataType.Int64, "batch", "time");
        var graph = new NetworkGraph(builder, x);
        var byTime = builder.Node("Transpose", "by_time", [x], Attributes.Ints("perm", input.Features is null ? [1, 0] : [1, 0, 2]));
        var value = new GraphActivations(byTime);
        foreach (var layer in layers)
        {
            layer.eval();
            value = layer.Export(graph, value);
        }

        var output = layers[^1].OutputShape;
        if (output.Steps is null)
        {
            builder.Output(builder.Node("Identity", OutputName, [value.Value]), TensorProto.Types.DataType.Float, "batch", output.Features!.Value);
        }
        else
        {
            var byRow = builder.Node("Transpose", OutputName, [value.Value], Attributes.Ints("perm", 1, 0, 2));
            builder.Output(byRow, TensorProto.Types.DataType.Float, "batch", "output_time", output.Features!.Value);
        }

        return builder.Build("layers under test");
    }
}
