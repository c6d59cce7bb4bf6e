using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Dropout and adversarial training that a recipe adds to a network.</summary>
public sealed class TrainingNoiseTests
{
    private const double Share = .3;

    private static readonly StepLayout Layout = StepLayout.Padded(5, 4);

    [Fact]
    public void It_leaves_weights_layers_and_answers_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var plain = Build(null);
        using var dropping = Build(new TrainingNoise(Share, Share, Share, 2));
        dropping.Describe().Should().Equal(plain.Describe(), "a package of the one is a package of the other");
        dropping.Weights.Select(w => w.Name).Should().Equal(plain.Weights.Select(w => w.Name), "a saved network fits both");
        dropping.eval();
        plain.eval();
        Logits(dropping).Should().Equal(Logits(plain), "prediction drops nothing");
        dropping.train();
        Logits(dropping).Should().NotEqual(Logits(plain));
    }

    [Fact]
    public void The_embedding_s_dropout_comes_before_the_second_layer_and_the_last_one_before_the_last()
    {
        using var scope = NewDisposeScope();
        using var network = Build(new TrainingNoise(Share, 0, Share));
        network.train();
        manual_seed(3);
        var logits = Logits(network);

        manual_seed(3);
        var embedded = network.Layers[0].call(Input());
        var hidden = network.Layers[1].call(embedded with { Values = nn.functional.dropout(embedded.Values, Share, true) });
        var dropped = hidden with { Values = nn.functional.dropout(hidden.Values, Share, true) };
        logits.Should().Equal(LayerWeights.Floats(((DenseLayer)network.Layers[2]).PreActivation(dropped)));
    }

    [Fact]
    public void Only_noise_of_the_embedding_costs_the_padding_skip()
    {
        BatchLayout Training(TrainingNoise? dropout)
        {
            using var network = Build(dropout);
            network.Layout(dropsAtRandom: false).Should().Be(BatchLayout.SharedPadding, "nothing is dropped in evaluation");
            return network.Layout(dropsAtRandom: true);
        }

        Training(null).Should().Be(BatchLayout.SharedPadding);
        Training(new TrainingNoise(0, 0, Share)).Should().Be(BatchLayout.SharedPadding);
        Training(new TrainingNoise(Share, 0, 0)).Should().Be(BatchLayout.PrePadded);
        Training(new TrainingNoise(0, Share, 0)).Should().Be(BatchLayout.PrePadded);
        Training(new TrainingNoise(0, 0, 0, 2)).Should().Be(BatchLayout.PrePadded);
    }

    private static Network Build(TrainingNoise? dropout)
    {
        manual_seed(1);
        return new Network([new EmbeddingConfiguration(20, 6), new SimpleRnnConfiguration(8), new DenseConfiguration(1, Activation.Sigmoid)], 5, SequenceSide.Pre, dropout);
    }

    private static Activations Input() => new(tensor([.. Enumerable.Range(0, 20).Select(i => (long)i)], [4, 5]), Layout);

    private static float[] Logits(Network network) => LayerWeights.Floats(network.call(Input()));
}
