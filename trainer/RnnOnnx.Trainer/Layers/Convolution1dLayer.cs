using RnnOnnx.Trainer.Export;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' Conv1D with <c>padding="same"</c>: <c>[batch, time, features]</c> to <c>[batch, time, filters]</c>; Glorot-uniform kernel, zero bias.</summary>
public sealed class Convolution1dLayer : Layer
{
    private readonly Conv1d _convolution;
    private readonly Activation _activation;
    private readonly int _reach;

    internal Convolution1dLayer(Convolution1dConfiguration configuration, LayerShape input)
        : base(configuration.Name)
    {
        if (configuration.Width % 2 == 0)
        {
            throw new ArgumentException($"a convolution of width {configuration.Width} has no middle; give an odd width", nameof(configuration));
        }

        _activation = configuration.Activation;
        _reach = configuration.Width / 2;
        OutputShape = new LayerShape(input.RequireSteps(TypeName), configuration.Filters);
        _convolution = nn.Conv1d(input.RequireFeatures(TypeName), configuration.Filters, configuration.Width, padding: _reach);
        RegisterComponents();
        KerasInitializers.GlorotUniform(_convolution.weight!);
        KerasInitializers.Zeros(_convolution.bias!);
    }

    /// <inheritdoc/>
    public override string TypeName => "Conv1D";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <summary>Neighbouring steps enter every output, so they have to lie side by side.</summary>
    public override bool Takes(BatchLayout layout, bool training) => layout is BatchLayout.PrePadded or BatchLayout.PostPadded;

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input with { Values = _activation.Apply(_convolution.call(input.Values.transpose(1, 2)).transpose(1, 2)) };
    }

    /// <summary>
    /// The last steps of left-out padding see the text, so they are computed: with k steps left out, outputs begin at step
    /// max(k - reach, 0), for which inputs from step k - 2 · reach on are put before the text, zeros where there is no such step.
    /// </summary>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(input);
        var (value, skipped, left) = (input.Value, input.Skipped, _reach);
        if (input is { Padding: { } padding, Skipped: { } lacking })
        {
            skipped = graph.ReducedBy(lacking, _reach, $"{GetName()}_skipped");
            var context = cat([zeros(1, _reach, padding.shape[2], device: padding.device), padding], 1); // row i is step i - reach
            value = graph.Prepend(context, skipped, graph.Plus(lacking, _reach, $"{GetName()}_context_end"), value, $"{GetName()}_context");
            left = 0;
        }

        var steps = graph.Builder.Node("Transpose", $"{GetName()}_channels", [value], Attributes.Ints("perm", 1, 2, 0));
        var outputs = graph.Builder.Node(
            "Conv",
            GetName(),
            [steps, graph.Weights($"{GetName()}_kernel", _convolution.weight!), graph.Weights($"{GetName()}_bias", _convolution.bias!)],
            Attributes.Ints("kernel_shape", (2 * _reach) + 1),
            Attributes.Ints("pads", left, _reach));
        return input with
        {
            Value = graph.Builder.Node("Transpose", $"{GetName()}_steps", [_activation.Export(graph.Builder, outputs)], Attributes.Ints("perm", 2, 0, 1)),
            Padding = OfPadding(input.Padding),
            Skipped = skipped,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, float[]> ReadWeights(GraphWeights graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new Dictionary<string, float[]>
        {
            ["weight"] = graph.Next($"{GetName()}_kernel", _convolution.weight!.shape),
            ["bias"] = graph.Next($"{GetName()}_bias", _convolution.bias!.shape),
        };
    }
}
