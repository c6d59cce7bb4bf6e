using System.Runtime.InteropServices;
using FluentAssertions;
using Google.Protobuf;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using TorchSharp;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>Graphs of rounded networks in fewer bytes: the same weights, the same scores.</summary>
public sealed class StoredWeightsTests
{
    public static TheoryData<string, WeightStorage> Choices
    {
        get
        {
            var choices = new TheoryData<string, WeightStorage>();
            foreach (var architecture in ArchitectureRegistry.All.Where(a => a.Layers.Count > 0))
            {
                using var network = architecture.Build();
                foreach (var storage in WeightRounding.Choices(network).Where(s => s != WeightStorage.Float32))
                {
                    choices.Add(architecture.Id, storage);
                }
            }

            return choices;
        }
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void A_rounded_network_is_stored_small_and_read_back_bit_by_bit(string id, WeightStorage storage)
    {
        var architecture = ArchitectureRegistry.Find(id);
        using var scope = torch.NewDisposeScope();
        using var network = RandomNetworks.Of(architecture);
        WeightRounding.Round(network, storage).Should().BeTrue("no weight of the zoo is beyond half precision");

        var (large, small) = (Export(WeightStorage.Float32), Export(storage));

        // Biases, scales of rows and tables of states are what stays: the least that a network of the zoo is stored in is a half, but for those.
        var tables = small.Graph.Initializer.Where(constant => constant.DataType == (int)TensorProto.Types.DataType.Float).ToArray();
        tables.Where(table => !table.Name.Contains("padding", StringComparison.Ordinal)).Sum(table => table.RawData.Length)
            .Should().BeLessThan((int)(architecture.Parameters * 4 / 50) + 12_000, "what is stored in single precision must not weigh anything");
        small.CalculateSize().Should().BeLessThan((large.CalculateSize() * 7 / 10) + 2000);
        var read = network.ReadWeights(new GraphWeights(id, ModelProto.Parser.ParseFrom(small.ToByteArray()).Graph));
        foreach (var (name, parameter) in network.Weights)
        {
            MemoryMarshal.AsBytes<float>(read[name]).SequenceEqual(MemoryMarshal.AsBytes<float>(NetworkGraph.Floats(parameter))).Should().BeTrue($"{name} is stored as it was rounded");
        }

        if (architecture.Task == ModelTask.Generation || network.Layers[0] is WordVectorsLayer)
        {
            return;
        }

        using var asTrained = new OnnxSession(large);
        using var stored = new OnnxSession(small);
        var (random, maximum) = (new Random(5), architecture.Pipeline.MaximumLength);
        int[] lengths = network.IsLengthAdaptive ? [1, 2, maximum / 4, maximum - 1, maximum] : [maximum];
        foreach (var length in lengths)
        {
            long[] ids = [.. Enumerable.Range(0, length).Select(_ => (long)random.Next(1, architecture.Pipeline.VocabularySize))];
            stored.Scores(ids)[0].Should().Equal(asTrained.Scores(ids)[0], "storing rounded weights changes nothing, at {0} steps either", length);
        }

        ModelProto Export(WeightStorage form) => architecture.Task == ModelTask.Generation
            ? GeneratorExporter.Export(network, id, "graph", form)
            : NetworkExporter.Export(network, id, "graph", network.IsLengthAdaptive, form);
    }
}
