using RnnOnnx.Trainer.Export;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' MaxPooling1D: <c>[batch, time, features]</c> to <c>[batch, time / size, features]</c>.</summary>
public sealed class MaxPooling1dLayer : Layer
{
    private readonly int _size;

    internal MaxPooling1dLayer(MaxPooling1dConfiguration configuration, LayerShape input)
        : base(configuration.Name)
    {
        _size = configuration.Size;
        OutputShape = new LayerShape(input.RequireSteps(TypeName) / _size, input.RequireFeatures(TypeName));
    }

    /// <inheritdoc/>
    public override string TypeName => "MaxPooling1D";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <summary>Neighbouring steps become one, so they have to lie side by side.</summary>
    public override bool Takes(BatchLayout layout, bool training) => layout is BatchLayout.PrePadded or BatchLayout.PostPadded;

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var pooled = nn.functional.max_pool1d(input.Values.transpose(1, 2), _size, _size).transpose(1, 2);
        return new(pooled, StepLayout.Padded(pooled.shape[1], (int)pooled.shape[0]));
    }

    /// <summary>Pools begin at multiples of their size: padding that shares a pool with the text is put before it again.</summary>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(input);
        var (value, skipped) = (input.Value, input.Skipped);
        if (input is { Padding: { } padding, Skipped: { } lacking })
        {
            skipped = graph.DividedBy(lacking, _size, $"{GetName()}_whole_pools");
            if (padding.shape[1] % _size > 0)
            {
                // A text within the steps that fill no pool shows nowhere; the last pool is then padding alone.
                skipped = graph.Builder.Node("Min", $"{GetName()}_skipped", [skipped, graph.Number((padding.shape[1] / _size) - 1)]);
            }

            value = graph.Prepend(padding, graph.Times(skipped, _size, $"{GetName()}_first"), lacking, value, $"{GetName()}_filled");
        }

        var steps = graph.Builder.Node("Transpose", $"{GetName()}_channels", [value], Attributes.Ints("perm", 1, 2, 0));
        var pooled = graph.Builder.Node("MaxPool", GetName(), [steps], Attributes.Ints("kernel_shape", _size), Attributes.Ints("strides", _size));
        return input with
        {
            Value = graph.Builder.Node("Transpose", $"{GetName()}_steps", [pooled], Attributes.Ints("perm", 2, 0, 1)),
            Padding = OfPadding(input.Padding),
            Skipped = skipped,
        };
    }
}
