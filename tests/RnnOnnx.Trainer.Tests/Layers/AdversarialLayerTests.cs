using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;
using TorchSharp;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Adversarial training: words moved where they mislead the network most.</summary>
public sealed class AdversarialLayerTests
{
    private const int Features = 4;
    private const double Length = .5;

    [Fact]
    public void Each_text_is_moved_by_the_length_along_its_gradient()
    {
        using var scope = NewDisposeScope();
        using var layer = new AdversarialLayer(Length, new LayerShape(3, Features));
        layer.train();
        var words = randn(2, 3, Features, requires_grad: true);
        var first = layer.call(new Activations(words, StepLayout.Padded(3, 2)));
        LayerWeights.Floats(first.Values).Should().Equal(LayerWeights.Floats(words), "the first pass learns from the texts as they are");
        (first.Values.pow(3) * Factors()).sum().backward();
        layer.Aim();
        var moved = layer.call(new Activations(words, StepLayout.Padded(3, 2))).Values.sub(words).detach();

        var gradient = words.grad!;
        for (var text = 0; text < 2; text++)
        {
            var along = gradient[text] / gradient[text].norm();
            var wanted = along * (Length * words.detach().square().sum(-1).mean().sqrt());
            LayerWeights.Floats(moved[text]).Should().Equal(LayerWeights.Floats(wanted), (a, b) => Math.Abs(a - b) < 1e-6f, "the loss grows fastest along the gradient, and the length counts in lengths of a word");
        }
    }

    [Fact]
    public void Texts_of_a_packed_batch_are_moved_each_by_itself()
    {
        using var scope = NewDisposeScope();
        using var layer = new AdversarialLayer(Length, new LayerShape(3, Features));
        layer.train();
        var steps = new StepLayout(3, [1, 2, 2], false, 2); // the second text begins one step later
        var words = randn(5, Features);
        layer.call(new Activations(words, steps)).Values.pow(3).sum().backward();
        layer.Aim();
        var moved = layer.call(new Activations(words, steps)).Values.sub(words);

        var wanted = (float)(Length * words.square().sum(-1).mean().sqrt().ToSingle());
        moved.index_select(0, tensor(new long[] { 0, 1, 3 })).norm().ToSingle().Should().BeApproximately(wanted, 1e-5f);
        moved.index_select(0, tensor(new long[] { 2, 4 })).norm().ToSingle().Should().BeApproximately(wanted, 1e-5f);
    }

    [Fact]
    public void The_second_pass_has_the_greater_loss_and_after_it_a_new_step_begins()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = new Network([new EmbeddingConfiguration(20, 6), new LstmConfiguration(8), new DenseConfiguration(1, Activation.Sigmoid)], 5, SequenceSide.Pre, new TrainingNoise(0, 0, 0, Length));
        network.train();
        var input = new Activations(tensor([.. Enumerable.Range(0, 20).Select(i => (long)i)], [4, 5]), StepLayout.Padded(5, 4));
        var objective = new Objective(ModelTask.Binary);
        Tensor Loss() => objective.Loss(network.call(input), [0, 1, 1, 0]);

        var first = Loss();
        first.backward();
        network.Adversarial!.Aim();
        Loss().ToSingle().Should().BeGreaterThan(first.ToSingle() + 0.001f);
        network.Adversarial.Rest();
        Loss().ToSingle().Should().Be(first.ToSingle());
    }

    [Fact]
    public void It_asks_for_a_first_pass()
    {
        using var layer = new AdversarialLayer(Length, new LayerShape(3, Features));
        layer.Invoking(l => l.Aim()).Should().Throw<InvalidOperationException>().WithMessage("*first pass*");
    }

    [Fact]
    public void A_text_whose_gradient_has_died_away_stays_where_it_is()
    {
        using var scope = NewDisposeScope();
        using var layer = new AdversarialLayer(Length, new LayerShape(3, Features));
        layer.train();
        var words = randn(1, 3, Features);
        layer.call(new Activations(words, StepLayout.Padded(3, 1))).Values.mul(0).sum().backward();
        layer.Aim();
        LayerWeights.Floats(layer.call(new Activations(words, StepLayout.Padded(3, 1))).Values).Should().Equal(LayerWeights.Floats(words));
    }

    private static Tensor Factors() => arange(1, 1 + (2 * 3 * Features), ScalarType.Float32).reshape(2, 3, Features);
}
