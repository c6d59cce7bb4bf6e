using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' Flatten: <c>[batch, time, features]</c> to <c>[batch, time · features]</c>.</summary>
public sealed class FlattenLayer : Layer
{
    internal FlattenLayer(FlattenConfiguration configuration, LayerShape input)
        : base(configuration.Name) =>
        OutputShape = new LayerShape(null, input.RequireSteps(TypeName) * input.RequireFeatures(TypeName));

    /// <inheritdoc/>
    public override string TypeName => "Flatten";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <summary>Every row needs all its steps.</summary>
    public override bool Takes(BatchLayout layout, bool training) => layout is BatchLayout.PrePadded or BatchLayout.PostPadded;

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new(input.Values.flatten(1), null);
    }

    /// <summary>The next Dense layer does it: it knows the share that left-out steps have in its products.</summary>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input with { IsFlat = true };
    }
}
