using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>A layer with its weights: what it computes in training, and the ONNX nodes it becomes.</summary>
public abstract class Layer : nn.Module<Activations, Activations>
{
    /// <summary>Creates the layer under its name within the network.</summary>
    protected Layer(string name)
        : base(name)
    {
    }

    /// <summary>The field's name of the layer, such as <c>LSTM</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>Shape of the output for one text.</summary>
    public abstract LayerShape OutputShape { get; }

    /// <summary>Parameters that count: a Keras layer's own, without those that only the fused kernel's signature needs.</summary>
    public virtual IEnumerable<Parameter> CountedParameters => parameters();

    /// <summary>Whether the layer can work on batches of a layout and gives the same numbers as on padded ones.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="training">Whether dropout is at work.</param>
    public virtual bool Takes(BatchLayout layout, bool training) => true;

    /// <summary>Adds the layer's nodes to the graph.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="input">What the layer before gives.</param>
    public abstract GraphActivations Export(NetworkGraph graph, GraphActivations input);

    /// <summary>The layer's line in a summary.</summary>
    public LayerManifest Describe() => new(
        GetName(),
        TypeName,
        OutputShape.ToString(),
        CountedParameters.Sum(p => p.numel()),
        CountedParameters.Where(p => p.requires_grad).Sum(p => p.numel()));

    /// <summary>What the layer makes of padding alone, for graphs that leave padding out.</summary>
    /// <param name="padding"><c>[1, steps, ...]</c>; null in full-length graphs.</param>
    private protected Tensor? OfPadding(Tensor? padding) =>
        padding is null ? null : forward(new(padding, StepLayout.Padded(padding.shape[1], 1))).Values;
}
