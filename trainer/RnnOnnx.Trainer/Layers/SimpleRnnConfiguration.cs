namespace RnnOnnx.Trainer.Layers;

/// <summary>Elman's recurrent layer with tanh and one bias.</summary>
/// <param name="Units">Length of the state.</param>
public sealed record SimpleRnnConfiguration(int Units) : RecurrentConfiguration(Units)
{
    /// <inheritdoc/>
    public override string Name => "simple_rnn";

    /// <inheritdoc/>
    public override RecurrentLayer BuildRecurrent(LayerShape input) => new SimpleRnnLayer(this, input);
}
