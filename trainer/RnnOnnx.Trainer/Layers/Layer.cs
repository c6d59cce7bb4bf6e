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

    /// <summary>The weights that count by name: a Keras layer's own in torch's shapes and order of gates, without those that only the fused kernel's signature needs.</summary>
    public virtual IEnumerable<(string Name, Parameter Parameter)> Weights =>
        named_parameters().Select(p => (p.name[(p.name.LastIndexOf('.') + 1)..], p.parameter));

    /// <summary>The parameters of <see cref="Weights"/>.</summary>
    public IEnumerable<Parameter> CountedParameters => Weights.Select(weight => weight.Parameter);

    /// <summary>Whether the layer can work on batches of a layout and gives the same numbers as on padded ones.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="training">Whether dropout is at work.</param>
    public virtual bool Takes(BatchLayout layout, bool training) => true;

    /// <summary>Adds the layer's nodes to the graph.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="input">What the layer before gives.</param>
    public abstract GraphActivations Export(NetworkGraph graph, GraphActivations input);

    /// <summary>Reads the layer's weights back from a graph to which <see cref="Export"/> has added them.</summary>
    /// <param name="graph">The graph, of which the layers before this one have read theirs.</param>
    /// <returns>The values by the names of <see cref="Weights"/>, row by row.</returns>
    /// <exception cref="ExportException">The graph lacks one, or has it in another shape.</exception>
    public virtual IReadOnlyDictionary<string, float[]> ReadWeights(GraphWeights graph) => new Dictionary<string, float[]>();

    /// <summary>Draws the biases anew that decide how long the layer remembers; a layer without such does nothing.</summary>
    /// <param name="longest">The steps that its slowest unit remembers; the others lie between, evenly by the number of steps.</param>
    public virtual void RememberFor(int longest)
    {
    }

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
