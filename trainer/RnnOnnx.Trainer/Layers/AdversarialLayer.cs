using RnnOnnx.Trainer.Export;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>
/// Adversarial training (Miyato et al., <i>Adversarial Training Methods for Semi-Supervised Text Classification</i>, 2017): moves a text's embedded words, all of them together by a
/// given length, in the direction in which the loss grows fastest. It leaves no trace in the graph.
/// </summary>
/// <remarks>
/// A step takes two passes. In the first, values go through as they are, and backward finds the direction; <see cref="Aim"/> makes the second move them, and <see cref="Rest"/> ends the step.
/// The paper normalizes the embedding, so that its words cannot outgrow the perturbation; here a length of 1 is the root mean square length of the words that the layer is given.
/// </remarks>
public sealed class AdversarialLayer : Layer
{
    private readonly double _length;
    private StepLayout? _steps;
    private Tensor? _zeros;
    private Tensor? _wordLength;
    private Tensor? _perturbation;

    /// <summary>Creates the layer.</summary>
    /// <param name="length">Length of a text's perturbation, in lengths of a word.</param>
    /// <param name="input">Shape of what it will be given, a sequence.</param>
    internal AdversarialLayer(double length, LayerShape input)
        : base("adversarial")
    {
        _length = length;
        OutputShape = input;
    }

    /// <inheritdoc/>
    public override string TypeName => "AdversarialPerturbation";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <summary>Every text moves its padding in its own way, so padding cannot be shared.</summary>
    public override bool Takes(BatchLayout layout, bool training) => layout != BatchLayout.SharedPadding || !training;

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!training)
        {
            return input;
        }

        if (_perturbation is null)
        {
            // Zeros are a leaf, and so keep their gradient, which is that of the words.
            Rest();
            var words = input.Values.detach();
            _steps = input.Steps;
            _wordLength = words.square().sum(-1).mean().sqrt().DetachFromDisposeScope();
            _zeros = words.zeros_like().requires_grad_().DetachFromDisposeScope();
        }

        return input with { Values = input.Values + (_perturbation ?? _zeros!) };
    }

    /// <summary>After the first pass and its backward: the second pass moves the words.</summary>
    public void Aim()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var gradient = _zeros?.grad ?? throw new InvalidOperationException("the first pass of a step, and its backward, come before");
        var squares = gradient.square().sum(-1, keepdim: true);
        Tensor length;
        if (_steps!.IsPacked)
        {
            var textOfEachRow = _steps.TextOfEachRow(gradient.device);
            length = zeros([_steps.Texts, 1], dtype: gradient.dtype, device: gradient.device).index_add(0, textOfEachRow, squares, 1).index_select(0, textOfEachRow).sqrt();
        }
        else
        {
            length = squares.sum(1, keepdim: true).sqrt();
        }

        // A text whose gradient has died away stays where it is.
        _perturbation = (gradient * (_wordLength! * _length) / length.clamp(min: 1e-20)).DetachFromDisposeScope();
    }

    /// <summary>After the second pass: the next is the first of another step.</summary>
    public void Rest()
    {
        _zeros?.Dispose();
        _wordLength?.Dispose();
        _perturbation?.Dispose();
        (_steps, _zeros, _wordLength, _perturbation) = (null, null, null, null);
    }

    /// <inheritdoc/>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input) => input;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Rest();
        }

        base.Dispose(disposing);
    }
}
