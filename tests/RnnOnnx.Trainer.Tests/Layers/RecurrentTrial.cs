using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>A recurrent layer with closed-form weights on texts of different lengths, beside its formula.</summary>
internal sealed class RecurrentTrial : IDisposable
{
    private const int Units = 3;
    private const int Features = 2;

    private readonly BatchLayout _layout;
    private readonly bool _sequences;
    private readonly VectorTexts _texts;
    private readonly Layer _layer;
    private readonly Dictionary<string, float[]> _weights;
    private readonly RecurrentReference _forward;
    private readonly RecurrentReference? _backward;

    /// <param name="kind">One of <see cref="RecurrentKinds"/>.</param>
    /// <param name="layout">How the texts lie.</param>
    /// <param name="both">True for both directions.</param>
    /// <param name="sequences">True for all outputs, false for the last.</param>
    public RecurrentTrial(string kind, BatchLayout layout, bool both, bool sequences)
    {
        (_layout, _sequences) = (layout, sequences);
        // Large inputs drive hard gates to their ends. Without padding a text may be empty; with it, an empty text is padding alone.
        _texts = new VectorTexts([4, 2, 2, 1, 0], Features, RecurrentKinds.IsHard(kind) ? 10 : 1);
        var configuration = RecurrentKinds.Of(kind, Units, sequences);
        _layer = (both ? (LayerConfiguration)new BidirectionalConfiguration(configuration) : configuration).Build(new LayerShape(_texts.MaximumLength, Features));
        LayerWeights.Fill(_layer);
        _weights = RecurrentReference.Weights(_layer);
        _forward = new RecurrentReference(configuration, _weights, Features, both ? "_forward" : "");
        _backward = both ? new RecurrentReference(configuration, _weights, Features, "_backward") : null;
    }

    /// <summary>Whether hard gates have been cut off at both ends.</summary>
    public bool HasClipped => _forward.Clipped is { AtZero: true, AtOne: true };

    /// <summary>What the layer gives.</summary>
    public float[] Outputs()
    {
        using var noGradients = no_grad();
        return LayerWeights.Floats(_layer.call(_texts.Input(_layout, tensor(_texts.Table))).Values);
    }

    /// <summary>What it has to give.</summary>
    public double[] Expected()
    {
        var texts = Enumerable.Range(-1, _texts.Count + 1).ToDictionary(text => text, text => _texts.Steps(text, _layout));
        if (!_sequences)
        {
            return [.. Enumerable.Range(0, _texts.Count).SelectMany(t => _forward.Last(texts[t]).Concat(_backward?.Last(texts[t], backwards: true) ?? []))];
        }

        var there = texts.ToDictionary(t => t.Key, t => _forward.Outputs(t.Value));
        var back = texts.ToDictionary(t => t.Key, t => _backward?.Outputs(t.Value, backwards: true));
        return [.. _texts.Rows(_layout).SelectMany(row => there[row.Text][row.Step].Concat(back[row.Text]?[row.Step] ?? []))];
    }

    /// <summary>Compares the gradients of a weighted sum of all outputs, for all parameters that count and for the inputs.</summary>
    public void CheckGradients(string what)
    {
        var shares = Waves.Of(Outputs().Length, 3);
        var table = nn.Parameter(tensor(_texts.Table));
        (_layer.call(_texts.Input(_layout, table)).Values.flatten() * tensor(shares)).sum().backward();

        FiniteDifferences.Check(Loss, _texts.Table, LayerWeights.Floats(table.grad!), $"{what}, inputs");
        foreach (var (name, parameter) in _layer.named_parameters())
        {
            if (_layer.CountedParameters.Any(p => ReferenceEquals(p, parameter)))
            {
                FiniteDifferences.Check(Loss, _weights[name], LayerWeights.Floats(parameter.grad!), $"{what}, {name}");
            }
        }

        double Loss() => Expected().Zip(shares, (output, share) => output * share).Sum();
    }

    /// <inheritdoc/>
    public void Dispose() => _layer.Dispose();
}
