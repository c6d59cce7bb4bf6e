using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Tests.Layers;
using RnnOnnx.Trainer.Training;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>What each layer does about left-out padding, on networks so small that every length is tried.</summary>
public sealed class AdaptiveGraphTests
{
    private const int Vocabulary = 12;

    private static readonly Dictionary<string, LayerConfiguration[]> Stacks = new()
    {
        ["conv3"] = [Convolution(3), .. Flat],
        ["conv5"] = [Convolution(5), .. Flat],
        ["conv7 pool2"] = [Convolution(7), new MaxPooling1dConfiguration(2), .. Flat],
        ["pool2"] = [new MaxPooling1dConfiguration(2), .. Flat],
        ["pool3 conv3"] = [new MaxPooling1dConfiguration(3), Convolution(3), .. Flat],
        ["conv3 pool2 conv5 pool2"] = [Convolution(3), new MaxPooling1dConfiguration(2), Convolution(5), new MaxPooling1dConfiguration(2), .. Flat],
        ["conv3 conv3"] = [Convolution(3), Convolution(3), .. Flat],
        ["conv3 pool3 lstm"] = [Convolution(3), new MaxPooling1dConfiguration(3), new LstmConfiguration(3)],
        ["conv3 pool2 both ways"] = [Convolution(3), new MaxPooling1dConfiguration(2), new BidirectionalConfiguration(new LstmConfiguration(3))],
        ["lstm conv3"] = [new LstmConfiguration(3) { ReturnSequences = true }, Convolution(3), .. Flat],
        ["dense per step, gru"] = [new DenseConfiguration(3, Activation.Relu), new GruConfiguration(3) { ResetAfter = true }],
        ["both ways, conv3"] = [new BidirectionalConfiguration(new LstmConfiguration(3) { ReturnSequences = true }), Convolution(3), .. Flat],
        ["flat"] = [.. Flat],
    };

    private static LayerConfiguration[] Flat => [new FlattenConfiguration(), new DenseConfiguration(4, Activation.Relu)];

    public static TheoryData<string> Names => [.. Stacks.Keys];

    public static TheoryData<string> Kinds => RecurrentKinds.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Layers_account_for_padding_at_every_length(string name)
    {
        // Both lengths leave something over in pools of 2 or 3.
        Check([new EmbeddingConfiguration(Vocabulary, 3), .. Stacks[name]], 9);
        Check([new EmbeddingConfiguration(Vocabulary, 3), .. Stacks[name]], 10);
        Check([new OneHotConfiguration(Vocabulary), .. Stacks[name]], 11);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Recurrent_layers_start_where_padding_has_led_them(string kind)
    {
        Check([new EmbeddingConfiguration(Vocabulary, 3), RecurrentKinds.Of(kind, 3, sequences: true), RecurrentKinds.Of(kind, 2)], 6);
        Check(
            [
                new EmbeddingConfiguration(Vocabulary, 3),
                new BidirectionalConfiguration(RecurrentKinds.Of(kind, 3, sequences: true)),
                new BidirectionalConfiguration(RecurrentKinds.Of(kind, 2)),
            ],
            6);
    }

    [Fact]
    public void Ids_as_numbers_count_padding_as_zero() => Check([new IdsAsNumbersConfiguration(), .. Flat], 7);

    private static void Check(IReadOnlyList<LayerConfiguration> layers, int maximum)
    {
        using var scope = NewDisposeScope();
        using var network = new Network([.. layers, new DenseConfiguration(2, Activation.Linear)], maximum, SequenceSide.Pre);
        foreach (var layer in network.Layers)
        {
            LayerWeights.Fill(layer);
        }

        network.eval();
        var texts = Enumerable.Range(0, maximum + 3).Select(n => Enumerable.Range(0, n).Select(i => 1 + (((5 * i) + (3 * n)) % (Vocabulary - 1))).ToArray()).ToArray();
        var kept = new LabelledSequences(Array.ConvertAll(texts, t => t.Length > maximum ? t[^maximum..] : t), new int[texts.Length]);
        float[][] expected;
        using (no_grad())
        {
            var batch = Batch.Create(kept, [.. Enumerable.Range(0, texts.Length)], maximum, BatchLayout.PrePadded);
            expected = [.. LayerWeights.Floats(network.Scores(network.call(batch.Input))).Chunk(2)];
        }

        expected.Select(e => e[0]).Distinct().Should().HaveCountGreaterThan(maximum / 2, "equal scores would prove nothing");
        using var graph = new OnnxSession(NetworkExporter.Export(network, "small", "adaptive", lengthAdaptive: true));
        for (var rowLength = 1; rowLength <= maximum + 2; rowLength++)
        {
            var fitting = Enumerable.Range(0, rowLength + 1).ToArray();
            var rows = Array.ConvertAll(fitting, i => (long[])[.. new long[rowLength - texts[i].Length], .. texts[i].Select(id => (long)id)]);
            graph.Scores(rows).SelectMany(s => s).ToArray().ShouldBeClose(
                fitting.SelectMany(i => expected[i]).ToArray(),
                1e-5,
                "rows of {0} steps must score as full rows of {1} do",
                rowLength,
                maximum);
        }
    }

    private static Convolution1dConfiguration Convolution(int width) => new(3, width, Activation.Relu);
}
