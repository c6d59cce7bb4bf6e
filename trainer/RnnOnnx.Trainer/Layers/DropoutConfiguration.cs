namespace RnnOnnx.Trainer.Layers;

/// <summary>Drops values at random in training (Srivastava et al., 2014); the rest grow by 1 / (1 - share).</summary>
/// <param name="Share">Share of the values that are dropped, from 0 to below 1.</param>
public sealed record DropoutConfiguration(double Share) : LayerConfiguration
{
    /// <inheritdoc/>
    public override string Name => "dropout";

    /// <inheritdoc/>
    public override Layer Build(LayerShape input) => new DropoutLayer(this, input);
}
