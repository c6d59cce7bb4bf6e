using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' Dense: <c>[batch, features]</c> to <c>[batch, units]</c>, or the same at every step of a sequence; Glorot-uniform kernel, zero bias.</summary>
public sealed class DenseLayer : Layer
{
    private const string Kernel = "dense_kernel";
    private const string Bias = "dense_bias";
    private const string Shares = "padding_shares";
    private const long LeastBlock = 1 << 18;
    private const long MostBlocks = 20;

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
            var (kernel, bias) = (graph.Weights(Kernel, _linear.weight!), graph.Weights(Bias, _linear.bias!));
            return new(Activation.Export(graph.Builder, graph.Builder.Node("Gemm", "logits", [input.Value, kernel, bias], Attributes.Int("transB", 1))));
        }

        var products = graph.Builder.Node("MatMul", "step_products", [input.Value, graph.Weights(Kernel, _linear.weight!.t())]);
        var logits = graph.Builder.Node("Add", "step_logits", [products, graph.Weights(Bias, _linear.bias!)]);
        return input with { Value = Activation.Export(graph.Builder, logits), Padding = OfPadding(input.Padding) };
    }

    /// <summary>A kernel that the graph holds block by block is put together again; its bias is then the share of no padding.</summary>
    public override IReadOnlyDictionary<string, float[]> ReadWeights(GraphWeights graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (units, features) = (_linear.weight!.shape[0], _linear.weight.shape[1]);
        var first = graph.Next(Kernel);
        if (graph.IsTransposed(first))
        {
            return Weights(graph.Values(first, units, features), graph.Next(Bias, units));
        }

        var rows = first.Dims is [> 0 and var held, ..] && features % held == 0 ? held : features;
        var blocks = (int)(features / rows);
        float[] kernel = [.. graph.Values(first, rows, units), .. Enumerable.Range(1, blocks - 1).SelectMany(_ => graph.Next(Kernel, rows, units))];
        return Weights(Transpose(kernel, (int)units), blocks == 1 ? graph.Next(Bias, units) : graph.Next(Shares, blocks + 1, units)[..(int)units]);

        static Dictionary<string, float[]> Weights(float[] weight, float[] bias) => new() { ["weight"] = weight, ["bias"] = bias };
    }

    // [rows, columns] to [columns, rows].
    private static float[] Transpose(float[] values, int columns)
    {
        var rows = values.Length / columns;
        var transposed = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            transposed[(i % columns * rows) + (i / columns)] = values[i];
        }

        return transposed;
    }

    /// <summary>The product with a flattened sequence. It is made block by block of steps, so that the blocks that were left out cost nothing:
    /// their inputs are empty, and their share in the sum depends on their number alone and is tabulated.</summary>
    /// <remarks>Cutting the left-out rows off the kernel would copy all others in every run, which takes longer than the product itself.</remarks>
    private string FlatLogits(NetworkGraph graph, GraphActivations input)
    {
        var kernel = _linear.weight!.t();
        var blocks = input.Padding is { } all ? Blocks(all.shape[1]) : 1;
        if (blocks == 1 || input is not { Padding: { } padding, Skipped: { } skipped })
        {
            var flat = graph.Flatten(graph.WithPadding(input, "filled").Value, "flat");
            return graph.Builder.Node("Gemm", "logits", [flat, graph.Weights(Kernel, kernel), graph.Weights(Bias, _linear.bias!)]);
        }

        var (steps, features) = (padding.shape[1] / blocks, padding.shape[2]);
        var skippedBlocks = graph.DividedBy(skipped, steps, "skipped_blocks");
        var filled = graph.Prepend(padding, graph.Times(skippedBlocks, steps, "first_filled"), skipped, input.Value, "filled");
        var inputs = Split(graph, filled, skippedBlocks, blocks, steps * features);
        string[] products = [.. inputs.Select((block, i) => graph.Builder.Node("MatMul", "block_product", [block, graph.Weights(Kernel, kernel.narrow(0, i * steps * features, steps * features))]))];
        var product = graph.Builder.Node("ReduceSum", "products", [graph.Builder.Node("Concat", "block_products", products, Attributes.Int("axis", 0)), graph.Number(0)], Attributes.Int("keepdims", 0));
        var share = graph.Builder.Node("Gather", "padding_share", [graph.Weights(Shares, PaddingShares(padding, kernel, blocks)), skippedBlocks]);
        return graph.Builder.Node("Add", "logits", [product, share]);
    }

    // As many as divide the steps evenly, none of less than a megabyte: each costs some microseconds of its own.
    private long Blocks(long steps)
    {
        var most = Math.Clamp(_linear.weight!.numel() / LeastBlock, 1, MostBlocks);
        while (steps % most != 0)
        {
            most--;
        }

        return most;
    }

    // The blocks [1, batch, width] of a sequence that holds the last of them; [0, batch, width] for those that it does not hold.
    private static string[] Split(NetworkGraph graph, string sequence, string skippedBlocks, long blocks, long width)
    {
        var builder = graph.Builder;
        var texts = builder.Node("Transpose", "steps_by_text", [sequence], Attributes.Ints("perm", 1, 0, 2));
        var rows = builder.Node("Reshape", "blocks_by_text", [texts, builder.Constant("block_shape", [0, -1, width], 3)]);
        var present = builder.Node("Transpose", "blocks", [rows], Attributes.Ints("perm", 1, 0, 2));
        var isHeld = builder.Node("Greater", "is_held", [builder.Constant("block_numbers", [.. Enumerable.Range(1, (int)blocks).Select(i => (long)i)], blocks), skippedBlocks]);
        var sizes = builder.Node("Cast", "block_sizes", [isHeld], Attributes.Int("to", (long)TensorProto.Types.DataType.Int64));
        return builder.Nodes("Split", [.. Enumerable.Repeat("block", (int)blocks)], [present, sizes], Attributes.Int("axis", 0));
    }

    // Row k is the bias and what the first k blocks of padding add to the sums.
    private Tensor PaddingShares(Tensor padding, Tensor kernel, long blocks)
    {
        var shares = (padding.reshape(blocks, -1, 1) * kernel.reshape(blocks, -1, kernel.shape[1])).to_type(ScalarType.Float64).sum(1).cumsum(0);
        return (cat([zeros(1, shares.shape[1], dtype: ScalarType.Float64, device: shares.device), shares], 0) + _linear.bias!.to_type(ScalarType.Float64)).to_type(ScalarType.Float32);
    }
}
