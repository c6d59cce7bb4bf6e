namespace RnnOnnx.Trainer.Layers;

/// <summary>Each id as a vector that is 1 at the id's place and 0 elsewhere.</summary>
/// <param name="Depth">Number of ids.</param>
public sealed record OneHotConfiguration(int Depth) : LayerConfiguration
{
    /// <inheritdoc/>
    public override string Name => "one_hot";

    /// <inheritdoc/>
    public override Layer Build(LayerShape input) => new OneHotLayer(this, input);
}
