namespace RnnOnnx.Trainer.Layers;

/// <summary>Gated recurrent unit (Cho et al., 2014).</summary>
/// <param name="Units">Length of the state.</param>
public sealed record GruConfiguration(int Units) : RecurrentConfiguration(Units)
{
    /// <inheritdoc/>
    public override string Name => "gru";

    /// <summary>The gates' function.</summary>
    public GateActivation Gate { get; init; } = GateActivation.Sigmoid;

    /// <summary>True for the form of tf.keras 2, cuDNN and PyTorch: the reset gate acts after the recurrent kernel, and there are two
    /// biases. False for the form of Keras before 2.3: it acts on the state before the kernel, and there is one.</summary>
    public required bool ResetAfter { get; init; }

    /// <inheritdoc/>
    public override RecurrentLayer BuildRecurrent(LayerShape input) => new GruLayer(this, input);
}
