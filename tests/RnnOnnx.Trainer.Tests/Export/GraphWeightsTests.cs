using System.Runtime.InteropServices;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Tests.Layers;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>What a graph's weights are worth when they are read back: every bit.</summary>
public sealed class GraphWeightsTests
{
    private const int Vocabulary = 12;

    private static readonly LayerConfiguration[] Flat = [new FlattenConfiguration(), new DenseConfiguration(4, Activation.Relu)];

    private static readonly Dictionary<string, LayerConfiguration[]> Stacks = new()
    {
        ["conv3 conv5"] = [new Convolution1dConfiguration(4, 3, Activation.Relu), new Convolution1dConfiguration(4, 5, Activation.Linear), new MaxPooling1dConfiguration(2), .. Flat],
        ["flat, square"] = [new FlattenConfiguration(), new DenseConfiguration(27, Activation.Relu), new DenseConfiguration(27, Activation.Relu)],
        ["dense per step, square"] = [new DenseConfiguration(3, Activation.Relu), new DenseConfiguration(3, Activation.Relu), .. Flat],
        ["blocks, twice"] = [new FlattenConfiguration(), new DenseConfiguration(60_000, Activation.Relu), new DenseConfiguration(3, Activation.Relu)],
    };

    public static TheoryData<string> Ids => [.. ArchitectureRegistry.All.Where(a => a.Layers.Count > 0).Select(a => a.Id)];

    public static TheoryData<string> StackNames => [.. Stacks.Keys];

    public static TheoryData<string> Kinds => RecurrentKinds.Names;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_network_of_the_zoo_is_read_back_bit_by_bit(string id)
    {
        var architecture = ArchitectureRegistry.Find(id);
        using var network = RandomNetworks.Of(architecture);
        if (architecture.Task == ModelTask.Generation)
        {
            Check(network, GeneratorExporter.Export(network, id, "graph"));
            return;
        }

        Check(network, NetworkExporter.Export(network, id, "plain", lengthAdaptive: false));
        if (network.IsLengthAdaptive)
        {
            Check(network, NetworkExporter.Export(network, id, "adaptive", lengthAdaptive: true));
        }

        network.Weights.Sum(w => w.Parameter.numel()).Should().Be(architecture.Parameters, "no weight may be missing, and none may come twice");
    }

    [Theory]
    [MemberData(nameof(StackNames))]
    public void Layers_are_read_back_however_their_kernels_lie_in_the_graph(string name) => Check([new EmbeddingConfiguration(Vocabulary, 3), .. Stacks[name]]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Recurrent_layers_are_read_back_one_on_the_other_and_in_both_directions(string kind) => Check(
    [
        new OneHotConfiguration(Vocabulary),
        RecurrentKinds.Of(kind, 3, sequences: true),
        new BidirectionalConfiguration(RecurrentKinds.Of(kind, 3, sequences: true)),
        new BidirectionalConfiguration(RecurrentKinds.Of(kind, 2, sequences: true)),
        RecurrentKinds.Of(kind, 2),
    ]);

    [Fact]
    public void A_graph_of_another_network_is_refused()
    {
        using var wide = Build([new EmbeddingConfiguration(Vocabulary, 3), new LstmConfiguration(4)]);
        using var narrow = Build([new EmbeddingConfiguration(Vocabulary, 3), new LstmConfiguration(3)]);
        using var deep = Build([new EmbeddingConfiguration(Vocabulary, 3), new LstmConfiguration(4) { ReturnSequences = true }, new LstmConfiguration(4)]);
        var graph = NetworkExporter.Export(wide, "wide", "graph", lengthAdaptive: true).Graph;

        FluentActions.Invoking(() => narrow.ReadWeights(new GraphWeights("wide", graph))).Should().Throw<ExportException>().WithMessage("wide: the graph has 'lstm_W' of shape [1, 16, 3], where the network has [1, 12, 3]; it was written for another network*");
        FluentActions.Invoking(() => deep.ReadWeights(new GraphWeights("wide", graph))).Should().Throw<ExportException>().WithMessage("*has no constant 'lstm_W_2'*");
        graph.Initializer.Add(graph.Initializer[0]);
        FluentActions.Invoking(() => new GraphWeights("twice", graph)).Should().Throw<ExportException>().WithMessage("twice:*two constants called 'first_kept'*");
    }

    private static void Check(IReadOnlyList<LayerConfiguration> layers)
    {
        using var network = Build(layers);
        Check(network, NetworkExporter.Export(network, "plain", "plain", lengthAdaptive: false));
        Check(network, NetworkExporter.Export(network, "adaptive", "adaptive", lengthAdaptive: true));
    }

    private static Network Build(IReadOnlyList<LayerConfiguration> layers)
    {
        var network = new Network([.. layers, new DenseConfiguration(2, Activation.Linear)], 9, SequenceSide.Pre);
        foreach (var layer in network.Layers)
        {
            LayerWeights.Fill(layer);
        }

        return network;
    }

    private static void Check(Network network, ModelProto model)
    {
        using var scope = NewDisposeScope();
        var read = network.ReadWeights(new GraphWeights("graph", ModelProto.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(model)).Graph));
        read.Keys.Should().BeEquivalentTo(network.Weights.Select(w => w.Name), "every weight has one name, in the graph and in the network");
        foreach (var (name, parameter) in network.Weights)
        {
            MemoryMarshal.AsBytes<float>(read[name]).SequenceEqual(MemoryMarshal.AsBytes<float>(NetworkGraph.Floats(parameter))).Should().BeTrue($"{name} must come back as it was, for training goes on from it");
        }
    }
}
