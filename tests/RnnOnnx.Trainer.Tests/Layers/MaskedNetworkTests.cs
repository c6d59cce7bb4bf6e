using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Masked networks, whose trainer packs texts and whose graph aligns them, against Keras' way over full rows.</summary>
public sealed class MaskedNetworkTests
{
    private const int Vocabulary = 30;
    private const int Units = 3;

    public static TheoryData<string> Ids => [.. Masked];

    public static TheoryData<string> Kinds => RecurrentKinds.Names;

    [Fact]
    public void The_documents_masked_networks_are_all_here() =>
        Masked.Should().BeEquivalentTo("reviews-lstm-dropout", "reviews-bilstm", "reviews-stacked-lstm");

    [Theory]
    [MemberData(nameof(Ids))]
    public void Scores_are_Keras_s_at_every_length(string id)
    {
        using var scope = NewDisposeScope();
        var architecture = ArchitectureRegistry.Find(id);
        using var network = Small(architecture);
        var maximum = network.MaximumLength;
        maximum.Should().Be(40);
        int[] lengths = [0, 1, 2, 3, 17, 24, 39, 40, 50];
        var texts = lengths.Select((n, t) => Enumerable.Range(0, n).Select(i => 1 + (((7 * i) + (3 * t) + (i * i)) % (Vocabulary - 1))).ToArray()).ToArray();
        var rows = Array.ConvertAll(texts, text => Row(Array.ConvertAll(text, i => (long)i), maximum));
        var reference = new MaskedReference(network);
        double[] expected = [.. rows.SelectMany(reference.Scores)];
        (expected.Max() - expected.Min()).Should().BeGreaterThan(.05, "equal scores would prove nothing");

        var kept = new LabelledSequences(Array.ConvertAll(texts, t => t.Length > maximum ? t[^maximum..] : t), new int[texts.Length]);
        network.Layout(dropsAtRandom: true).Should().Be(BatchLayout.Unpadded, "masked steps are nobody's work");
        Scores(network, kept, BatchLayout.Unpadded).ShouldBeClose(expected, 1e-6, "the trainer has to see what Keras sees");

        using var adaptive = new OnnxSession(NetworkExporter.Export(network, id, "adaptive", lengthAdaptive: true));
        using var plain = new OnnxSession(NetworkExporter.Export(network, id, "plain", lengthAdaptive: false));
        Flat(plain.Scores(rows)).ShouldBeClose(expected, 1e-6, "the full-length graph must give Keras' scores");
        Flat(adaptive.Scores(rows)).ShouldBeClose(expected, 1e-6, "a mixed batch of full rows must give them");
        Flat(adaptive.Scores([.. texts.Select(t => Row(Array.ConvertAll(t, i => (long)i), 50))])).ShouldBeClose(expected, 1e-6, "and one of rows that are longer than the network reads");
        for (var text = 0; text < texts.Length; text++)
        {
            long[] alone = texts[text].Length == 0 ? [0] : Array.ConvertAll(texts[text], i => (long)i);
            adaptive.Scores(alone)[0].ShouldBeClose([expected[text]], 1e-6, "a text of {0} ids must score alone as in a batch", lengths[text]);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Ids_of_zero_are_skipped_wherever_they_stand(string id)
    {
        using var scope = NewDisposeScope();
        using var network = Small(ArchitectureRegistry.Find(id));
        // Shares of zeros from few to nearly all, at the start, in the middle and at the end.
        var rows = Enumerable.Range(2, 6).Select(every => Enumerable.Range(0, 40).Select(i => ((i * i) + every) % 8 < every ? (long)(1 + ((5 * i) % 29)) : 0).ToArray())
            .Append([.. new long[39], 4])
            .Append([4, .. new long[39]])
            .Append([.. new long[20], 7, .. new long[19]])
            .Append(new long[40])
            .ToArray();
        rows.Count(row => row.SkipWhile(i => i == 0).Reverse().SkipWhile(i => i == 0).Contains(0)).Should().BeGreaterThan(3, "there must be zeros between ids");
        var reference = new MaskedReference(network);
        double[] expected = [.. rows.SelectMany(reference.Scores)];
        foreach (var lengthAdaptive in new[] { true, false })
        {
            using var graph = new OnnxSession(NetworkExporter.Export(network, id, "graph", lengthAdaptive));
            Flat(graph.Scores(rows)).ShouldBeClose(expected, 1e-6, "Keras masks every step of id 0, not only those before a text");
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Gradients_are_those_of_the_step_formula_over_full_rows(string id)
    {
        using var scope = NewDisposeScope();
        using var network = Small(ArchitectureRegistry.Find(id), steps: 6, trainable: true);
        int[][] ids = [[3, 9, 4, 1, 7, 2], [5, 5, 8], [12, 6], [11], []];
        var texts = new LabelledSequences(ids, new int[ids.Length]);
        network.eval();
        var shares = tensor(Waves.Of(ids.Length, 2), [ids.Length, 1]);

        var packed = Run(() => network.call(Batch.Create(texts, [0, 1, 2, 3, 4], 6, BatchLayout.Unpadded).Input));
        var padded = Run(() => MaskedSteps.Logits(network, Batch.Create(texts, [0, 1, 2, 3, 4], 6, BatchLayout.PrePadded).Input.Values));
        packed.Should().HaveSameCount(padded);
        packed.ShouldBeClose(padded, 2e-6, "training without the masked steps must be training with them");

        float[] Run(Func<Tensor> logits)
        {
            network.zero_grad();
            var values = logits();
            (values * shares).sum().backward();
            return [.. LayerWeights.Floats(values), .. network.Layers.SelectMany(l => l.CountedParameters).SelectMany(p => LayerWeights.Floats(p.grad!))];
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_recurrent_layer_skips_masked_steps_in_both_directions(string kind)
    {
        using var scope = NewDisposeScope();
        const int maximum = 5;
        foreach (var both in new[] { false, true })
        {
            var inner = RecurrentKinds.Of(kind, Units);
            using var network = new Network(
                [
                    new EmbeddingConfiguration(Vocabulary, 2) { MaskZero = true },
                    RecurrentKinds.Of(kind, 2, sequences: true),
                    both ? new BidirectionalConfiguration(inner) : inner,
                    new DenseConfiguration(1, Activation.Sigmoid),
                ],
                maximum,
                SequenceSide.Pre);
            Fill(network);
            int[][] ids = [.. Enumerable.Range(0, maximum + 1).Reverse().Select(n => Enumerable.Range(1, n).Select(i => (i * 5) % Vocabulary).ToArray())];
            var expected = Array.ConvertAll(ids, text => Formula(network, kind, both, text));
            Scores(network, new LabelledSequences(ids, new int[ids.Length]), BatchLayout.Unpadded).ShouldBeClose(expected, 1e-6, "the trainer must not see masked steps");
            using var graph = new OnnxSession(NetworkExporter.Export(network, kind, "adaptive", lengthAdaptive: true));
            var rows = Array.ConvertAll(ids, text => Row(Array.ConvertAll(text, i => (long)i), maximum));
            Flat(graph.Scores(rows)).ShouldBeClose(expected, 1e-6, "nor may the graph");
            Flat(graph.Scores([.. rows.Select(row => row.OrderBy(i => i == 0).ToArray())])).ShouldBeClose(expected, 1e-6, "wherever they stand");
        }
    }

    private static IEnumerable<string> Masked => ArchitectureRegistry.All.Where(a => a.Layers is [EmbeddingConfiguration { MaskZero: true }, ..]).Select(a => a.Id);

    // The real ids of a text, one after the other, through the formulas of both layers.
    private static double Formula(Network network, string kind, bool both, int[] text)
    {
        var table = LayerWeights.Floats(network.Layers[0].CountedParameters.Single());
        var first = new RecurrentReference(RecurrentKinds.Of(kind, 2), RecurrentReference.Weights(network.Layers[1]), 2);
        float[][] steps = [.. first.Outputs([.. text.Select(id => table[(2 * id)..((2 * id) + 2)])]).Select(h => Array.ConvertAll(h, v => (float)v))];
        var weights = RecurrentReference.Weights(network.Layers[2]);
        var there = new RecurrentReference(RecurrentKinds.Of(kind, Units), weights, 2, both ? "_forward" : "").Last(steps);
        double[] vector = both ? [.. there, .. new RecurrentReference(RecurrentKinds.Of(kind, Units), weights, 2, "_backward").Last(steps, backwards: true)] : there;
        var head = network.Layers[3].CountedParameters.Select(p => LayerWeights.Floats(p)).ToArray();
        return ReferenceCells.Sigmoid(head[1][0] + vector.Select((v, i) => v * head[0][i]).Sum());
    }

    // The registry's network with a small table and few units, and closed-form weights.
    private static Network Small(Architecture architecture, int? steps = null, bool trainable = false)
    {
        var network = new Network(
            [
                .. architecture.Layers.Select(layer => layer switch
                {
                    EmbeddingConfiguration embedding => embedding with { Vocabulary = Vocabulary, Units = 5, Trainable = trainable },
                    LstmConfiguration lstm => lstm with { Units = Units },
                    BidirectionalConfiguration both => both with { Layer = both.Layer with { Units = Units } },
                    _ => layer,
                }),
            ],
            steps ?? architecture.Pipeline.MaximumLength,
            architecture.Pipeline.Padding);
        Fill(network);
        return network;
    }

    private static void Fill(Network network)
    {
        foreach (var layer in network.Layers)
        {
            LayerWeights.Fill(layer);
        }

        // Large vectors and a steep head, so that each step shows in the score.
        foreach (var parameter in new[] { network.Layers[0].CountedParameters.First(), network.Layers[^1].CountedParameters.First() })
        {
            LayerWeights.Set(parameter, [.. LayerWeights.Floats(parameter).Select(v => 4 * v)]);
        }

        network.eval();
    }

    private static float[] Scores(Network network, LabelledSequences texts, BatchLayout layout)
    {
        using var noGradients = no_grad();
        var batch = Batch.Create(texts, [.. Enumerable.Range(0, texts.Count)], network.MaximumLength, layout);
        var scores = LayerWeights.Floats(network.Scores(network.call(batch.Input)));
        return [.. Enumerable.Range(0, texts.Count).Select(text => scores[batch.Rows.ToList().IndexOf(text)])];
    }

    private static float[] Flat(float[][] scores) => [.. scores.SelectMany(s => s)];

    private static long[] Row(long[] ids, int length) => ids.Length >= length ? ids[^length..] : [.. new long[length - ids.Length], .. ids];
}
