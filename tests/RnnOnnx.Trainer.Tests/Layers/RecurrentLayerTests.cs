using FluentAssertions;
using FluentAssertions.Equivalency;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

public sealed class RecurrentLayerTests
{
    private const int Features = 3;
    private const int Units = 4;
    private const int Steps = 5;

    public static TheoryData<string> Kinds => ["simple-rnn", "lstm"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Outputs_are_those_of_the_textbook_equations(string kind)
    {
        using var scope = NewDisposeScope();
        using var layer = Build(kind, sequences: true);
        LayerWeights.Fill(layer);
        var values = Waves.Of(2 * Steps * Features, 9);
        var outputs = LayerWeights.Floats(layer.call(new(tensor(values, [2, Steps, Features]), StepLayout.Padded(Steps, 2))).Values);

        var weights = layer.CountedParameters.Select(p => LayerWeights.Floats(p)).ToArray();
        var cells = new ReferenceCells(weights[0], weights[1], weights[2], new float[weights[2].Length], Features, Units);
        for (var row = 0; row < 2; row++)
        {
            var steps = values.Skip(row * Steps * Features).Take(Steps * Features).Chunk(Features).ToArray();
            var expected = kind == "lstm" ? cells.Lstm(steps, new float[Units], new float[Units]) : cells.SimpleRnn(steps, new float[Units]);
            outputs.Skip(row * Steps * Units).Take(Steps * Units).Should().BeEquivalentTo(
                expected.SelectMany(h => h).Select(h => (float)h),
                Close(1e-6f),
                "a layer that computes something else than its name says gives models that nobody can reproduce");
        }
    }

    [Theory]
    [InlineData("simple-rnn", Units * (Features + Units + 1))]
    [InlineData("lstm", 4 * Units * (Features + Units + 1))]
    public void One_bias_counts_and_the_kernel_s_second_stays_zero(string kind, long expected)
    {
        using var layer = Build(kind, sequences: false);
        layer.Describe().Parameters.Should().Be(expected, "Keras' layers have one bias, and the documents' counts say so");
        var second = layer.named_parameters().Single(p => p.name.EndsWith("bias_hh_l0", StringComparison.Ordinal)).parameter;
        second.requires_grad.Should().BeFalse("training it would make two biases of one");
        LayerWeights.Floats(second).Should().OnlyContain(v => v == 0);
    }

    [Fact]
    public void Initial_weights_are_Keras_s()
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var layer = new LstmConfiguration(50).Build(new LayerShape(Steps, 30));
        var (kernel, recurrent, bias) = (Parameter(layer, "weight_ih_l0"), Parameter(layer, "weight_hh_l0"), Parameter(layer, "bias_ih_l0"));

        var limit = (float)Math.Sqrt(6.0 / (30 + 200));
        LayerWeights.Floats(kernel).Should().OnlyContain(v => Math.Abs(v) <= limit, "Glorot's bound is sqrt(6 / (in + out))");
        LayerWeights.Floats(kernel).Max().Should().BeGreaterThan(limit * 0.98f, "6,000 uniform draws reach close to the bound");
        var gram = recurrent.transpose(0, 1).matmul(recurrent);
        LayerWeights.Floats(gram - eye(50)).Should().OnlyContain(v => Math.Abs(v) < 1e-5, "the recurrent kernel is orthogonal");
        LayerWeights.Floats(bias).Should().Equal(Enumerable.Range(0, 200).Select(i => i is >= 50 and < 100 ? 1f : 0f), "the forget gate's bias is 1 and stands second in torch's order i, f, g, o");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Left_out_padding_changes_neither_outputs_nor_gradients(string kind)
    {
        using var scope = NewDisposeScope();
        using var layer = Build(kind, sequences: false);
        LayerWeights.Fill(layer);
        int[] lengths = [9, 6, 6, 2, 1];
        var texts = new LabelledSequences([.. lengths.Select((n, row) => Enumerable.Range(0, n).Select(i => 1 + row + (2 * i)).ToArray())], new int[lengths.Length]);
        var vectors = tensor(Waves.Of(40 * Features, 2)).reshape(40, Features);

        var (plain, plainGradients) = Run(compact: false);
        var (left, leftGradients) = Run(compact: true);

        left.Should().BeEquivalentTo(plain, Close(2e-6f), "a prediction may not depend on whether padding was left out");
        leftGradients.Should().BeEquivalentTo(plainGradients, Close(2e-6f), "training may not either");

        (float[] Outputs, float[] Gradients) Run(bool compact)
        {
            layer.zero_grad();
            var ids = Batch.Create(texts, [0, 1, 2, 3, 4], 9, compact ? BatchLayout.SharedPadding : BatchLayout.PrePadded).Input;
            var output = layer.call(ids with { Values = nn.functional.one_hot(ids.Values, 40).to_type(ScalarType.Float32).matmul(vectors) }).Values;
            (output * tensor(Waves.Of((int)output.numel(), 3)).reshape(output.shape)).sum().backward();
            return (LayerWeights.Floats(output), [.. layer.CountedParameters.SelectMany(p => LayerWeights.Floats(p.grad!))]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradients_are_the_finite_differences(string kind)
    {
        using var scope = NewDisposeScope();
        using var layer = Build(kind, sequences: true);
        LayerWeights.Fill(layer);
        var input = tensor(Waves.Of(2 * Steps * Features, 9), [2, Steps, Features]);
        var weights = tensor(Waves.Of(2 * Steps * Units, 11), [2, Steps, Units]);
        var layout = StepLayout.Padded(Steps, 2);
        (layer.call(new(input, layout)).Values * weights).sum().backward();

        foreach (var parameter in layer.CountedParameters)
        {
            var gradient = LayerWeights.Floats(parameter.grad!);
            var values = LayerWeights.Floats(parameter);
            for (var i = 0; i < values.Length; i += 5)
            {
                var slope = (Loss(i, 1e-2f) - Loss(i, -1e-2f)) / 2e-2;
                gradient[i].Should().BeApproximately((float)slope, 2e-3f, "float32 differences over ±0.01 are right to about that");
            }

            double Loss(int index, float step)
            {
                var moved = (float[])values.Clone();
                moved[index] += step;
                LayerWeights.Set(parameter, moved);
                using var _ = no_grad();
                var loss = (layer.call(new(input, layout)).Values * weights).sum().ToSingle();
                LayerWeights.Set(parameter, values);
                return loss;
            }
        }
    }

    [Fact]
    public void Input_dropout_draws_anew_for_every_step_and_feature_and_only_in_training()
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        using var layer = new LstmConfiguration(Units) { InputDropout = .5, ReturnSequences = true }.Build(new LayerShape(Steps, Features));
        var input = ones(1, Steps, Features);
        var layout = StepLayout.Padded(Steps, 2);
        layer.Takes(BatchLayout.SharedPadding, training: true).Should().BeFalse("padding that was dropped at random is no longer the same in every row");

        layer.eval();
        var (first, second) = (Run(), Run());
        first.Should().Equal(second, "prediction has no dropout");
        layer.train();
        Run().Should().NotEqual(first, "training has");

        float[] Run() => LayerWeights.Floats(layer.call(new(input, layout)).Values);
    }

    private static Layer Build(string kind, bool sequences)
    {
        LayerConfiguration configuration = kind == "lstm"
            ? new LstmConfiguration(Units) { ReturnSequences = sequences }
            : new SimpleRnnConfiguration(Units) { ReturnSequences = sequences };
        return configuration.Build(new LayerShape(Steps, Features));
    }

    private static Parameter Parameter(Layer layer, string name) =>
        layer.named_parameters().Single(p => p.name.EndsWith(name, StringComparison.Ordinal)).parameter;

    private static Func<EquivalencyAssertionOptions<float>, EquivalencyAssertionOptions<float>> Close(float precision) => options =>
        options.WithStrictOrdering().Using<float>(c => c.Subject.Should().BeApproximately(c.Expectation, precision)).WhenTypeIs<float>();
}
