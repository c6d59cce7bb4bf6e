using RnnOnnx.Trainer.Export;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' Dense: <c>[batch, features]</c> to <c>[batch, units]</c>, or the same at every step of a sequence; Glorot-uniform kernel, zero bias.</summary>
public sealed class DenseLayer : Layer
{
    private readonly Linear _linear;

    internal DenseLayer(DenseConfiguration configuration, LayerShape input)
        : base(configuration.Name)
    {
        Activation = configuration.Activation;
        OutputShape = new LayerShape(input.Steps, configuration.Units);
        _linear = nn.Linear(input.RequireFeatures(TypeName), configuration.Units);
        RegisterComponents();
        KerasInitializers.GlorotUniform(_linear.weight!);
        KerasInitializers.Zeros(_linear.bias!);
    }

    /// <summary>What is applied to the outputs.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override string TypeName => "Dense";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input with { Values = Activation.Apply(PreActivation(input)) };
    }

    /// <summary>The outputs before the activation, for losses that take logits.</summary>
    public Tensor PreActivation(Activations input) => _linear.call(input.Values);

    /// <inheritdoc/>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(input);
        if (input.IsFlat)
        {
            return new(Activation.Export(graph.Builder, FlatLogits(graph, input)));
        }

        if (OutputShape.Steps is null)
        {
            var (kernel, bias) = (graph.Weights("dense_kernel", _linear.weight!), graph.Weights("dense_bias", _linear.bias!));
            return new(Activation.Export(graph.Builder, graph.Builder.Node("Gemm", "logits", [input.Value, kernel, bias], Attributes.Int("transB", 1))));
        }

        var products = graph.Builder.Node("MatMul", "step_products", [input.Value, graph.Weights("dense_kernel", _linear.weight!.t())]);
        var logits = graph.Builder.Node("Add", "step_logits", [products, graph.Weights("dense_bias", _linear.bias!)]);
        return input with { Value = Activation.Export(graph.Builder, logits), Padding = OfPadding(input.Padding) };
    }

    /// <summary>The product with a flattened sequence. Left-out steps have a share in it that depends on their number alone: it is
    /// tabulated, and only the kernel's rows of the other steps are read.</summary>
    private string FlatLogits(NetworkGraph graph, GraphActivations input)
    {
        var flat = graph.Flatten(input.Value, "flat");
        var kernel = graph.Weights("dense_kernel", _linear.weight!.t());
        if (input is not { Padding: { } padding, Skipped: { } skipped })
        {
            var bias = graph.Weights("dense_bias", _linear.bias!);
            return graph.Builder.Node("Gemm", "logits", [flat, kernel, bias]);
        }

        var (steps, features) = (padding.shape[1], padding.shape[2]);
        var shares = (padding.squeeze(0).unsqueeze(0) * _linear.weight!.reshape(-1, steps, features)).to_type(ScalarType.Float64).sum(2).t().cumsum(0);
        var table = cat([zeros(1, shares.shape[1], dtype: ScalarType.Float64), shares], 0) + _linear.bias!.to_type(ScalarType.Float64);
        var first = graph.Times(skipped, features, "first_kernel_row");
        var rows = graph.From(kernel, first, "kernel_rows");
        var products = graph.Builder.Node("MatMul", "products", [flat, rows]);
        var share = graph.Builder.Node("Gather", "padding_share", [graph.Weights("padding_shares", table.to_type(ScalarType.Float32)), skipped]);
        return graph.Builder.Node("Add", "logits", [products, share]);
    }
}
