namespace RnnOnnx.Trainer.Layers;

/// <summary>All steps of a text, one after the other, as one vector.</summary>
public sealed record FlattenConfiguration : LayerConfiguration
{
    /// <inheritdoc/>
    public override string Name => "flatten";

    /// <inheritdoc/>
    public override Layer Build(LayerShape input) => new FlattenLayer(this, input);
}
