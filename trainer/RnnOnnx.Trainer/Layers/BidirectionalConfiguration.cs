namespace RnnOnnx.Trainer.Layers;

/// <summary>A recurrent layer run from both ends, each direction with weights of its own, and both outputs side by side (Schuster and Paliwal, 1997).</summary>
/// <param name="Layer">One direction.</param>
public sealed record BidirectionalConfiguration(RecurrentConfiguration Layer) : LayerConfiguration
{
    /// <inheritdoc/>
    public override string Name => "bidirectional";

    /// <inheritdoc/>
    public override Layer Build(LayerShape input) => new BidirectionalLayer(this, input);
}
