namespace RnnOnnx.Trainer.Layers;

/// <summary>A table that gives every id a vector.</summary>
/// <param name="Vocabulary">Number of ids.</param>
/// <param name="Units">Length of a vector.</param>
public sealed record EmbeddingConfiguration(int Vocabulary, int Units) : LayerConfiguration
{
    /// <inheritdoc/>
    public override string Name => "embedding";

    /// <summary>False for a table of given vectors that training leaves as they are.</summary>
    public bool Trainable { get; init; } = true;

    /// <summary>Keras' <c>mask_zero</c>: whether all layers after this one skip the steps of id 0.</summary>
    public bool MaskZero { get; init; }

    /// <inheritdoc/>
    public override Layer Build(LayerShape input) => new EmbeddingLayer(this, input);
}
