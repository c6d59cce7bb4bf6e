using RnnOnnx.Trainer.Export;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' Dropout; it leaves no trace in the graph.</summary>
public sealed class DropoutLayer : Layer
{
    private readonly double _share;

    internal DropoutLayer(DropoutConfiguration configuration, LayerShape input)
        : base(configuration.Name)
    {
        _share = configuration.Share;
        OutputShape = input;
    }

    /// <inheritdoc/>
    public override string TypeName => "Dropout";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <summary>Random padding differs from row to row, so it cannot be shared.</summary>
    public override bool Takes(BatchLayout layout, bool training) =>
        layout != BatchLayout.SharedPadding || !training || OutputShape.Steps is null;

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return training ? input with { Values = nn.functional.dropout(input.Values, _share, true) } : input;
    }

    /// <inheritdoc/>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input) => input;
}
