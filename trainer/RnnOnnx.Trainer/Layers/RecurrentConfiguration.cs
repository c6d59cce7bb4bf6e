namespace RnnOnnx.Trainer.Layers;

/// <summary>What all recurrent layers let an architecture choose.</summary>
/// <param name="Units">Length of the state.</param>
public abstract record RecurrentConfiguration(int Units) : LayerConfiguration
{
    /// <summary>Share of input values that training drops; the rest grow by 1 / (1 - share).</summary>
    public double InputDropout { get; init; }

    /// <summary>How long a mask of <see cref="InputDropout"/> holds.</summary>
    public DropoutMask InputMask { get; init; } = DropoutMask.PerStep;

    /// <summary>Share of state values that training hides from the recurrent kernels; one mask per text and gate, the same at every step.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>Whether the layer gives its output at every step instead of the last one.</summary>
    public bool ReturnSequences { get; init; }

    /// <inheritdoc/>
    public sealed override Layer Build(LayerShape input) => BuildRecurrent(input);

    /// <summary>Creates the layer.</summary>
    /// <param name="input">Shape of what the layer will be given.</param>
    public abstract RecurrentLayer BuildRecurrent(LayerShape input);
}
