using RnnOnnx.Trainer.Export;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Ids <c>[batch, time]</c> as vectors <c>[batch, time, depth]</c> that are 1 at the id's place and 0 elsewhere.</summary>
public sealed class OneHotLayer : Layer
{
    private readonly int _depth;

    internal OneHotLayer(OneHotConfiguration configuration, LayerShape input)
        : base(configuration.Name)
    {
        _depth = configuration.Depth;
        OutputShape = new LayerShape(input.Steps, _depth);
    }

    /// <inheritdoc/>
    public override string TypeName => "OneHot";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input with { Values = nn.functional.one_hot(input.Values, _depth).to_type(ScalarType.Float32) };
    }

    /// <inheritdoc/>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(input);
        var rows = graph.Weights("one_hot_rows", eye(_depth));
        return input with { Value = graph.Builder.Node("Gather", "one_hot", [rows, input.Value]), Padding = OfPadding(input.Padding) };
    }
}
