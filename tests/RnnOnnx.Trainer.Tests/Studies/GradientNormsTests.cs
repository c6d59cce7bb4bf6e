using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Studies;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Studies;

/// <summary>Gradients of networks so simple that a formula gives them.</summary>
public sealed class GradientNormsTests
{
    private const int Steps = 30;

    /// <summary>Over zero vectors tanh has slope 1, so the loss' derivative by the input d steps before the last is (p - y) v w^d a with p = 1/2.</summary>
    [Theory]
    [InlineData(0.8f)]
    [InlineData(-0.5f)]
    [InlineData(1.1f)]
    public void A_SimpleRNN_s_gradient_falls_and_grows_with_the_power_of_its_weight(float weight)
    {
        using var network = Build(new SimpleRnnConfiguration(1), [0.7f], [weight], [0f]);
        var norms = GradientNorms.ByDistance(network, new Objective(ModelTask.Binary), Texts(3), Steps);

        norms.Should().HaveCount(Steps);
        for (var distance = 0; distance < Steps; distance++)
        {
            var expected = 0.5 * 1.5 * 0.7 * Math.Pow(Math.Abs(weight), distance);
            norms[distance].Should().HaveCount(3).And.OnlyContain(norm => Math.Abs(norm - expected) < 1e-5 * expected, "0.5 · 1.5 · 0.7 · |{0}|^{1} is what the chain rule gives", weight, distance);
        }
    }

    /// <summary>With its gates shut or open by their biases alone, the cell carries a candidate's derivative unchanged: d steps back it has passed d forget gates.</summary>
    [Theory]
    [InlineData(30f, 1.0)]
    [InlineData(0f, 0.5)]
    public void An_LSTM_s_gradient_stays_while_its_forget_gate_is_open(float forgetBias, double open)
    {
        // Torch's order i, f, g, o: the input and output gates are open, the candidate sees the input with weight 1.
        using var network = Build(new LstmConfiguration(1), [0, 0, 1, 0], [0, 0, 0, 0], [30, forgetBias, 0, 30]);
        var norms = GradientNorms.ByDistance(network, new Objective(ModelTask.Binary), Texts(2), Steps);
        for (var distance = 0; distance < Steps; distance++)
        {
            norms[distance].Average().Should().BeApproximately(0.5 * 1.5 * Math.Pow(open, distance), 1e-5 * Math.Pow(open, distance), "an open gate is the LSTM's answer to vanishing gradients");
        }
    }

    [Fact]
    public void The_batches_norm_is_that_of_all_weights_together()
    {
        using var network = Build(new SimpleRnnConfiguration(1), [0.7f], [0.8f], [0f]);
        var norms = GradientNorms.OfBatches(network, new Objective(ModelTask.Binary), Texts(10), new Recipe { Name = "test", Epochs = 1, BatchSize = 4 }, 2);

        // Half of a batch has either label, so with p = 1/2 the derivatives of its texts cancel; one label alone does not.
        norms.Should().HaveCount(2).And.OnlyContain(norm => norm < 1e-6);
        var same = GradientNorms.OfBatches(network, new Objective(ModelTask.Binary), Texts(10) with { Labels = new int[10] }, new Recipe { Name = "test", Epochs = 1, BatchSize = 10 }, 5).Should().ContainSingle().Subject;

        // States are 0, so all that has a gradient is Dense's bias (1/2), the layer's bias (v/2 · sum of w^d) and the embedding's row (that times a).
        var chain = 0.5 * 1.5 * Enumerable.Range(0, Steps).Sum(d => Math.Pow(0.8, d));
        same.Should().BeApproximately(Math.Sqrt(0.25 + (chain * chain) + (chain * chain * 0.7 * 0.7)), 1e-5);
        network.parameters().Should().OnlyContain(p => p.requires_grad == false || IsNothing(p.grad), "a study may not leave gradients behind");
    }

    [Theory]
    [InlineData("imdb-lstm", true)]
    [InlineData("imdb-cnn-gru", true)]
    [InlineData("reuters-bilstm", true)]
    [InlineData("imdb-cnn", false)]
    [InlineData("imdb-w2v-lstm-200", false)]
    [InlineData("imdb-text-dense", false)]
    [InlineData("char-generator", false)]
    public void Only_networks_whose_last_step_leads_to_the_score_are_measured(string id, bool expected)
    {
        using var network = ArchitectureRegistry.Find(id).Build();
        GradientNorms.CanMeasure(network).Should().Be(expected);
    }

    private static bool IsNothing(Tensor? gradient) => gradient is null || gradient.abs().sum().item<float>() == 0;

    private static Network Build(RecurrentConfiguration layer, float[] input, float[] recurrence, float[] bias)
    {
        var network = new Network([new EmbeddingConfiguration(5, 1), layer, new DenseConfiguration(1, Activation.Sigmoid)], Steps, SequenceSide.Pre);
        var weights = network.Weights.ToDictionary(w => w.Name, w => w.Parameter);
        LayerWeights.Set(weights["1_embedding.weight"], new float[5]);
        var name = $"2_{network.Layers[1].GetName()}";
        LayerWeights.Set(weights[$"{name}.weight_ih_l0"], input);
        LayerWeights.Set(weights[$"{name}.weight_hh_l0"], recurrence);
        LayerWeights.Set(weights[$"{name}.bias_ih_l0"], bias);
        LayerWeights.Set(weights["3_dense.weight"], [1.5f]);
        LayerWeights.Set(weights["3_dense.bias"], [0]);
        return network;
    }

    private static LabelledSequences Texts(int count) => new([.. Enumerable.Range(0, count).Select(_ => Enumerable.Repeat(2, Steps).ToArray())], [.. Enumerable.Range(0, count).Select(i => i % 2)]);
}
