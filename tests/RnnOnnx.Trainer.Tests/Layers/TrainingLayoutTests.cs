using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>The batches in which each network of the zoo trains and is evaluated, against full rows.</summary>
public sealed class TrainingLayoutTests
{
    private const int Steps = SmallNetworks.Steps;
    private const int Vocabulary = SmallNetworks.Vocabulary;

    // Of all lengths, several of one among them, and without any id.
    private static readonly int[] Lengths = [3, 8, 0, 5, 1, 5, 7, 2, 3, 0];

    public static TheoryData<string> Sharing => [.. Networks(a => Layout(a, dropsAtRandom: true) == BatchLayout.SharedPadding)];

    public static TheoryData<string> SharingInEvaluation => [.. Networks(a => Layout(a, dropsAtRandom: false) == BatchLayout.SharedPadding)];

    [Fact]
    public void Each_network_trains_on_the_smallest_batches_that_give_the_same_numbers()
    {
        Networks(a => Layout(a, dropsAtRandom: true) == BatchLayout.SharedPadding).Should().BeEquivalentTo(
            ["reviews-simple-rnn", "reviews-lstm", "reviews-gru", "reuters-simple-rnn", "reuters-stacked-rnn", "reuters-lstm", "reuters-gru", "imdb-simple-rnn", "imdb-stacked-lstm"],
            "these are recurrent in one direction, and nothing random touches their padding");
        Networks(a => Layout(a, dropsAtRandom: false) == BatchLayout.SharedPadding).Should().Contain("imdb-lstm", "its inputs are dropped in training only");
        Networks(a => Layout(a, dropsAtRandom: true) == BatchLayout.Unpadded).Should().OnlyContain(id => id.StartsWith("reviews-", StringComparison.Ordinal), "only document 000 masks");
        ArchitectureRegistry.All.Where(a => a.Layers.Count > 0).Should().OnlyContain(
            a => (a.Pipeline.Padding == SequenceSide.Post) == (Layout(a, true) == BatchLayout.PostPadded), "padding stays on its side");
        using var network = Small(ArchitectureRegistry.Find("imdb-simple-rnn"));
        network.Layout(dropsAtRandom: true, paddingSkip: false).Should().Be(BatchLayout.PrePadded, "whoever turns the skip off wants full rows");
    }

    [Theory]
    [MemberData(nameof(Sharing))]
    public void Training_with_shared_padding_has_the_gradients_of_full_rows(string id)
    {
        using var scope = NewDisposeScope();
        using var network = Small(ArchitectureRegistry.Find(id));
        foreach (var parameter in network.Layers.SelectMany(l => l.CountedParameters))
        {
            parameter.requires_grad = true; // frozen vectors too: what reaches them comes through the padding
        }

        network.train();
        var padded = Run(network, BatchLayout.PrePadded, gradients: true);
        var shared = Run(network, BatchLayout.SharedPadding, gradients: true);
        padded.Max(Math.Abs).Should().BeGreaterThan(1e-3f);
        shared.Should().HaveSameCount(padded);
        shared.ShouldBeClose(padded, 2e-6, "the skip saves time and must change nothing else");
    }

    [Theory]
    [MemberData(nameof(SharingInEvaluation))]
    public void Evaluation_with_shared_padding_has_the_scores_of_full_rows(string id)
    {
        using var scope = NewDisposeScope();
        using var network = Small(ArchitectureRegistry.Find(id));
        network.eval();
        var padded = Run(network, BatchLayout.PrePadded, gradients: false);
        Run(network, BatchLayout.SharedPadding, gradients: false).ShouldBeClose(padded, 1e-6, "the figure of an epoch may not depend on how its texts were laid out");
    }

    // Scores in the texts' own order, whatever the batch's; gradients of a weighted sum of them.
    private static float[] Run(Network network, BatchLayout layout, bool gradients)
    {
        var texts = new LabelledSequences([.. Lengths.Select((n, t) => Enumerable.Range(0, n).Select(i => 1 + (((5 * i) + (7 * t)) % (Vocabulary - 1))).ToArray())], new int[Lengths.Length]);
        var batch = Batch.Create(texts, [.. Enumerable.Range(0, Lengths.Length)], Steps, layout);
        // Any dropout that is left works on vectors, and would draw for other rows in another order.
        var outputs = gradients ? WithoutDropout(network, batch.Input) : network.call(batch.Input);
        var places = Enumerable.Range(0, Lengths.Length).Select(text => (long)batch.Rows.ToList().IndexOf(text)).ToArray();
        var ordered = outputs.index_select(0, tensor(places));
        if (!gradients)
        {
            return LayerWeights.Floats(ordered);
        }

        network.zero_grad();
        (ordered * tensor(Waves.Of((int)ordered.numel(), 2)).reshape(ordered.shape)).sum().backward();
        return [.. LayerWeights.Floats(ordered), .. network.Layers.SelectMany(l => l.CountedParameters).SelectMany(p => LayerWeights.Floats(p.grad!))];
    }

    private static Tensor WithoutDropout(Network network, Activations input)
    {
        foreach (var layer in network.Layers.Where(l => l is not DropoutLayer))
        {
            input = layer is DenseLayer dense ? input with { Values = dense.PreActivation(input) } : layer.call(input);
        }

        return input.Values;
    }

    private static IEnumerable<string> Networks(Func<Architecture, bool> where) => ArchitectureRegistry.All.Where(a => a.Layers.Count > 0 && where(a)).Select(a => a.Id);

    private static BatchLayout Layout(Architecture architecture, bool dropsAtRandom)
    {
        using var network = Small(architecture);
        return network.Layout(dropsAtRandom);
    }

    private static Network Small(Architecture architecture)
    {
        var network = SmallNetworks.Of(architecture);
        foreach (var layer in network.Layers)
        {
            LayerWeights.Fill(layer);
        }

        return network;
    }
}
