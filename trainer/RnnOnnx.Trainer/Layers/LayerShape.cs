namespace RnnOnnx.Trainer.Layers;

/// <summary>Shape of a layer's output for one text.</summary>
/// <param name="Steps">Number of steps of the full length; null for a vector.</param>
/// <param name="Features">Values per step; null for ids.</param>
public sealed record LayerShape(long? Steps, long? Features)
{
    /// <summary>The shape with its batch dimension, such as <c>[batch, 500, 100]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", new[] { "batch", Steps?.ToString(), Features?.ToString() }.OfType<string>())}]";

    /// <summary>The number of features, which ids do not have.</summary>
    /// <exception cref="InvalidOperationException">The shape is that of ids.</exception>
    public long RequireFeatures(string layer) =>
        Features ?? throw new InvalidOperationException($"{layer} needs values to work on, and gets ids; put an Embedding before it");

    /// <summary>The number of steps, which a vector does not have.</summary>
    /// <exception cref="InvalidOperationException">The shape is that of a vector.</exception>
    public long RequireSteps(string layer) =>
        Steps ?? throw new InvalidOperationException($"{layer} needs a sequence and gets a vector; let the layer before it return sequences");
}
