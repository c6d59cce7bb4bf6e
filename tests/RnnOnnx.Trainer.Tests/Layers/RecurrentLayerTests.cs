using FluentAssertions;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Every recurrent layer against its formula in double precision: outputs, gradients, parameters.</summary>
public sealed class RecurrentLayerTests
{
    private const int Features = 3;
    private const int Units = 4;

    public static TheoryData<string> Kinds => RecurrentKinds.Names;

    public static TheoryData<string, BatchLayout, bool> Trials
    {
        get
        {
            var trials = new TheoryData<string, BatchLayout, bool>();
            foreach (var kind in RecurrentKinds.All)
            {
                trials.Add(kind, BatchLayout.PrePadded, false);
                trials.Add(kind, BatchLayout.PrePadded, true);
                trials.Add(kind, BatchLayout.SharedPadding, false);
                trials.Add(kind, BatchLayout.Unpadded, false);
                trials.Add(kind, BatchLayout.Unpadded, true);
            }

            return trials;
        }
    }

    [Theory]
    [MemberData(nameof(Trials))]
    public void Outputs_are_those_of_the_formulas(string kind, BatchLayout layout, bool both)
    {
        foreach (var sequences in new[] { true, false })
        {
            using var scope = NewDisposeScope();
            using var trial = new RecurrentTrial(kind, layout, both, sequences);
            trial.Outputs().ShouldBeClose(trial.Expected(), 1e-6, "a layer that computes something else than its name says gives models that nobody can reproduce");
        }
    }

    [Theory]
    [MemberData(nameof(Trials))]
    public void Gradients_are_the_finite_differences_of_the_formulas(string kind, BatchLayout layout, bool both)
    {
        foreach (var sequences in new[] { true, false })
        {
            using var scope = NewDisposeScope();
            using var trial = new RecurrentTrial(kind, layout, both, sequences);
            trial.CheckGradients(sequences ? "all outputs" : "the last output");
        }
    }

    [Theory]
    [InlineData("lstm-hard")]
    [InlineData("lstm-peepholes-hard")]
    [InlineData("gru-after-hard")]
    [InlineData("gru-before-hard")]
    public void The_inputs_of_these_tests_drive_hard_gates_to_both_ends(string kind)
    {
        using var trial = new RecurrentTrial(kind, BatchLayout.PrePadded, both: false, sequences: true);
        trial.Expected();
        trial.HasClipped.Should().BeTrue("gates that are never cut off are straight lines, and the tests would not see a missing cut");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_fused_kernel_and_the_loop_over_the_steps_agree(string kind)
    {
        // Full rows go through the fused kernel where there is one; the same rows, packed, through the loop.
        using var scope = NewDisposeScope();
        using var layer = RecurrentKinds.Of(kind, Units, sequences: true).Build(new LayerShape(5, Features));
        LayerWeights.Fill(layer);
        var values = tensor(Waves.Of(2 * 5 * Features, 9), [2, 5, Features]);
        var shares = tensor(Waves.Of(2 * 5 * Units, 11), [2, 5, Units]);

        var fused = Run(new(values, StepLayout.Padded(5, 2)), outputs => outputs);
        var loop = Run(
            new(values.transpose(0, 1).flatten(0, 1), new StepLayout(5, [2, 2, 2, 2, 2], false, 2)),
            outputs => outputs.reshape(5, 2, Units).transpose(0, 1));
        loop.Should().HaveSameCount(fused);
        loop.ShouldBeClose(fused, 2e-6, "a model trained in one way is evaluated in the other");

        float[] Run(Activations input, Func<Tensor, Tensor> byRow)
        {
            layer.zero_grad();
            var outputs = byRow(layer.call(input).Values);
            (outputs * shares).sum().backward();
            return [.. LayerWeights.Floats(outputs), .. layer.CountedParameters.SelectMany(p => LayerWeights.Floats(p.grad!))];
        }
    }

    [Theory]
    [InlineData("simple-rnn", Units * (Features + Units + 1))]
    [InlineData("lstm", 4 * Units * (Features + Units + 1))]
    [InlineData("lstm-hard", 4 * Units * (Features + Units + 1))]
    [InlineData("lstm-peepholes", (4 * Units * (Features + Units + 1)) + (3 * Units))]
    [InlineData("lstm-peepholes-hard", (4 * Units * (Features + Units + 1)) + (3 * Units))]
    [InlineData("gru-after", 3 * Units * (Features + Units + 2))]
    [InlineData("gru-after-hard", 3 * Units * (Features + Units + 2))]
    [InlineData("gru-before", 3 * Units * (Features + Units + 1))]
    [InlineData("gru-before-hard", 3 * Units * (Features + Units + 1))]
    public void Parameters_are_Keras_s(string kind, long expected)
    {
        using var layer = RecurrentKinds.Of(kind, Units).Build(new LayerShape(5, Features));
        layer.Describe().Parameters.Should().Be(expected, "the documents' counts have one bias, but for the reset-after GRU with its two");
        layer.Describe().Trainable.Should().Be(expected, "nothing in these layers is frozen");
        var second = Parameter(layer, "bias_hh_l0");
        second.requires_grad.Should().Be(kind.StartsWith("gru-after", StringComparison.Ordinal), "training a second bias would make two biases of one");
        LayerWeights.Floats(second).Should().OnlyContain(v => v == 0);

        using var both = new BidirectionalConfiguration(RecurrentKinds.Of(kind, Units)).Build(new LayerShape(5, Features));
        both.Describe().Parameters.Should().Be(2 * expected, "each direction has weights of its own");
        both.OutputShape.Should().Be(new LayerShape(null, 2 * Units));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Initial_weights_are_Keras_s(string kind)
    {
        const int units = 50, features = 30;
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var layer = RecurrentKinds.Of(kind, units).Build(new LayerShape(5, features));
        var gates = RecurrentKinds.Gates(kind);

        var kernel = LayerWeights.Floats(Parameter(layer, "weight_ih_l0"));
        var limit = (float)Math.Sqrt(6.0 / (features + (gates * units)));
        kernel.Should().OnlyContain(v => Math.Abs(v) <= limit, "Glorot's bound is sqrt(6 / (in + out)), with all gates' units as out");
        kernel.Max().Should().BeGreaterThan(limit * .98f, "1,500 uniform draws and more reach close to the bound");
        kernel.Min().Should().BeLessThan(limit * -.98f);

        var recurrent = Parameter(layer, "weight_hh_l0");
        LayerWeights.Floats(recurrent.transpose(0, 1).matmul(recurrent) - eye(units)).Should().OnlyContain(v => Math.Abs(v) < 1e-5, "the recurrent kernel of all gates together is orthogonal");
        LayerWeights.Floats(Parameter(layer, "bias_ih_l0")).Should().Equal(
            Enumerable.Range(0, gates * units).Select(i => gates == 4 && i is >= units and < 2 * units ? 1f : 0f),
            "only the LSTM's forget gate has a bias of 1; it stands second in torch's order i, f, g, o");
        LayerWeights.Floats(Parameter(layer, "bias_hh_l0")).Should().OnlyContain(v => v == 0);
        var peepholes = layer.named_parameters().Where(p => p.name.EndsWith("Peephole", StringComparison.Ordinal)).SelectMany(p => LayerWeights.Floats(p.parameter));
        peepholes.Should().Equal(new float[kind.Contains("peepholes", StringComparison.Ordinal) ? 3 * units : 0], "an LSTM with peepholes starts as one without");
    }

    [Fact]
    public void Backwards_texts_cannot_share_their_padding()
    {
        using var scope = NewDisposeScope();
        using var layer = new BidirectionalConfiguration(new LstmConfiguration(Units)).Build(new LayerShape(2, Features));
        layer.Takes(BatchLayout.SharedPadding, training: false).Should().BeFalse("padding is met last backwards, in a state that differs from text to text");
        var run = () => layer.call(new(zeros(4, Features), new StepLayout(2, [2, 2], true, 1)));
        run.Should().Throw<InvalidOperationException>("wrong numbers would be worse").WithMessage("*LSTM*padding last*padded batches*");
    }

    [Fact]
    public void A_vector_is_refused()
    {
        using var scope = NewDisposeScope();
        using var layer = new LstmConfiguration(Units).Build(new LayerShape(2, Features));
        layer.Invoking(l => l.call(new(zeros(4, Features), null))).Should().Throw<InvalidOperationException>().WithMessage("*LSTM needs a sequence*return sequences*");
    }

    private static Parameter Parameter(Layer layer, string name) =>
        layer.named_parameters().Single(p => p.name.EndsWith(name, StringComparison.Ordinal)).parameter;
}
