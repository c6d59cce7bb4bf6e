using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Ids <c>[batch, time]</c> as numbers <c>[batch, time, 1]</c>.</summary>
public sealed class IdsAsNumbersLayer : Layer
{
    internal IdsAsNumbersLayer(IdsAsNumbersConfiguration configuration, LayerShape input)
        : base(configuration.Name) =>
        OutputShape = new LayerShape(input.Steps, 1);

    /// <inheritdoc/>
    public override string TypeName => "IdsAsNumbers";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input with { Values = input.Values.to_type(ScalarType.Float32).unsqueeze(-1) };
    }

    /// <inheritdoc/>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(input);
        var numbers = graph.Builder.Node("Cast", "numbers", [input.Value], Attributes.Int("to", (long)TensorProto.Types.DataType.Float));
        return input with { Value = graph.Unsqueeze(numbers, "numbers_by_step", 2), Padding = OfPadding(input.Padding) };
    }
}
