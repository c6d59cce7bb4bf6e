namespace RnnOnnx.Trainer.Layers;

/// <summary>Ids taken as the numbers that they are, one feature per step.</summary>
public sealed record IdsAsNumbersConfiguration : LayerConfiguration
{
    /// <inheritdoc/>
    public override string Name => "ids_as_numbers";

    /// <inheritdoc/>
    public override Layer Build(LayerShape input) => new IdsAsNumbersLayer(this, input);
}
