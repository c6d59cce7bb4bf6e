using RnnOnnx.Trainer.Export;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' Bidirectional with its outputs side by side, the forward ones first.</summary>
public sealed class BidirectionalLayer : Layer
{
    private const string Forward = "forward.";
    private const string Backward = "backward.";

    private readonly RecurrentLayer _forward;
    private readonly RecurrentLayer _backward;

    internal BidirectionalLayer(BidirectionalConfiguration configuration, LayerShape input)
        : base(configuration.Name)
    {
        _forward = configuration.Layer.BuildRecurrent(input);
        _backward = configuration.Layer.BuildRecurrent(input);
        OutputShape = _forward.OutputShape with { Features = 2 * _forward.OutputShape.Features };
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override string TypeName => $"Bidirectional({_forward.TypeName})";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Parameter Parameter)> Weights =>
        [.. _forward.Weights.Select(w => (Forward + w.Name, w.Parameter)), .. _backward.Weights.Select(w => (Backward + w.Name, w.Parameter))];

    /// <inheritdoc/>
    public override void RememberFor(int longest)
    {
        _forward.RememberFor(longest);
        _backward.RememberFor(longest);
    }

    /// <summary>Backwards, padding comes after each text, so texts cannot share it.</summary>
    public override bool Takes(BatchLayout layout, bool training) => layout != BatchLayout.SharedPadding;

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (there, thereLast) = _forward.Run(input, backwards: false);
        var (back, backLast) = _backward.Run(input, backwards: true);
        return _forward.ReturnsSequences
            ? new(cat([there!, back!], -1), input.Steps)
            : new(cat([thereLast, backLast], 1), null);
    }

    /// <summary>Forwards, left-out padding is a state to start from. Backwards, it comes last and its steps have to be taken.</summary>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(input);
        var whole = graph.WithPadding(input, $"{GetName()}_whole");
        var there = _forward.ExportNode(graph, _forward.ReturnsSequences ? whole : input, backwards: false);
        var back = _backward.ExportNode(graph, whole, backwards: true);
        var value = graph.Builder.Node("Concat", GetName(), [there, back], Attributes.Int("axis", -1));
        return _forward.ReturnsSequences ? whole with { Value = value } : new(value);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, float[]> ReadWeights(GraphWeights graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var there = _forward.ReadNode(graph, backwards: false).Select(w => (Name: Forward + w.Key, w.Value));
        var back = _backward.ReadNode(graph, backwards: true).Select(w => (Name: Backward + w.Key, w.Value));
        return there.Concat(back).ToDictionary(w => w.Name, w => w.Value);
    }
}
