namespace RnnOnnx.Trainer.Layers;

/// <summary>The greatest value of every few steps; steps left over at the end are dropped.</summary>
/// <param name="Size">Steps that become one.</param>
public sealed record MaxPooling1dConfiguration(int Size) : LayerConfiguration
{
    /// <inheritdoc/>
    public override string Name => "max_pooling1d";

    /// <inheritdoc/>
    public override Layer Build(LayerShape input) => new MaxPooling1dLayer(this, input);
}
