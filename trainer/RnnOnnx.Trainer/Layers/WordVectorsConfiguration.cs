namespace RnnOnnx.Trainer.Layers;

/// <summary>Given word vectors as the network's input: the look-up is the caller's, and no parameter of the network.</summary>
/// <param name="Units">Length of a vector.</param>
public sealed record WordVectorsConfiguration(int Units) : LayerConfiguration
{
    /// <inheritdoc/>
    public override string Name => "word_vectors";

    /// <inheritdoc/>
    public override Layer Build(LayerShape input) => new WordVectorsLayer(this, input);
}
