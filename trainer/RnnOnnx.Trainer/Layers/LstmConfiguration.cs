namespace RnnOnnx.Trainer.Layers;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber, 1997) with a forget gate, one bias, and forget bias 1 at the start.</summary>
/// <param name="Units">Length of the state.</param>
public sealed record LstmConfiguration(int Units) : RecurrentConfiguration(Units)
{
    /// <inheritdoc/>
    public override string Name => "lstm";

    /// <summary>The gates' function.</summary>
    public GateActivation Gate { get; init; } = GateActivation.Sigmoid;

    /// <summary>Whether the cell state enters the gates through one weight per unit (Gers and Schmidhuber, 2000): i and f see the old state, o the new one.</summary>
    public bool Peepholes { get; init; }

    /// <inheritdoc/>
    public override RecurrentLayer BuildRecurrent(LayerShape input) => new LstmLayer(this, input);
}
