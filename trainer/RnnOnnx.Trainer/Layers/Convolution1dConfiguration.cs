namespace RnnOnnx.Trainer.Layers;

/// <summary>A convolution over the steps that keeps their number, with zeros beyond both ends.</summary>
/// <param name="Filters">Features of an output step.</param>
/// <param name="Width">Steps that each output sees, an odd number.</param>
/// <param name="Activation">What is applied to the outputs.</param>
public sealed record Convolution1dConfiguration(int Filters, int Width, Activation Activation) : LayerConfiguration
{
    /// <inheritdoc/>
    public override string Name => "conv1d";

    /// <inheritdoc/>
    public override Layer Build(LayerShape input) => new Convolution1dLayer(this, input);
}
