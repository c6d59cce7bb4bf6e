using FluentAssertions;
using RnnOnnx.Graphs;
using RnnOnnx.Inference;
using Xunit;
using static RnnOnnx.TinyPackages.TinyGraphs;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class CudaGraphsTests
{
    private static readonly ProviderReport OnCuda = new(ExecutionProvider.Auto, ExecutionProvider.Cuda, "CUDA device 0 can be used");

    [Fact]
    public void Graphs_are_captured_unless_something_stands_against_it()
    {
        var graph = Graph("LSTM", ["X", "W", "R", "B", "", "H", "C"]);

        Obstacle(graph).Should().BeNull("that is what makes a GPU fast at small models");
        Obstacle(graph, new ClassifierOptions { CudaGraphs = false }).Should().Be("they are turned off", "the caller decides");
        Obstacle(graph, new ClassifierOptions { GpuMemoryLimit = 1 }).Should().Be("each shape would take memory of its own, and a limit is set", "a limit is for all that a model takes");
        Obstacle(graph, provider: OnCuda with { Selected = ExecutionProvider.TensorRt }).Should().Be("TensorRT runs engines of its own", "the setting is CUDA's");
        Obstacle(graph, provider: OnCuda with { NotOnCuda = ["GRU 'gru' (reset before the product)"] }).Should().Be(
            "CUDA does not compute GRU 'gru' (reset before the product)", "ONNX Runtime refuses what it does not run whole");
    }

    [Theory]
    [InlineData("LSTM", "", null)]
    [InlineData("LSTM", "lengths", "LSTM 'layer' takes the lengths of the texts, which are read at capture only")]
    [InlineData("GRU", "lengths", "GRU 'layer' takes the lengths of the texts, which are read at capture only")]
    [InlineData("Concat", "lengths", null)]
    public void A_layer_that_reads_lengths_in_the_processors_memory_is_not_captured(string type, string lengths, string? obstacle) =>
        Obstacle(Graph(type, ["X", "W", "R", "B", lengths])).Should().Be(obstacle, "a replay would take the first text's lengths for those of every text");

    [Fact]
    public void A_shape_gives_the_open_dimensions_their_sizes()
    {
        CudaGraphs.Sizes(["batch", "time"], 3, 16).Should().Equal(new Dictionary<string, int> { ["batch"] = 3, ["time"] = 16 }, "rows come first");
        CudaGraphs.Sizes(["batch", "", ""], 3, 16).Should().Equal(new Dictionary<string, int> { ["batch"] = 3 }, "a dimension without a name is fixed already");
        CudaGraphs.Sizes(["n", "steps", ""], 1, 2).Should().Equal(new Dictionary<string, int> { ["n"] = 1, ["steps"] = 2 }, "the names are the graph's");
    }

    [Theory]
    [InlineData(12, null, null, "bound on the device, 12 shapes replayed as CUDA graphs")]
    [InlineData(1, null, null, "bound on the device, 1 shape replayed as CUDA graphs")]
    [InlineData(0, "they are turned off", null, "bound on the device, without CUDA graphs: they are turned off")]
    [InlineData(0, null, "out of memory", "ONNX Runtime copies each batch, without CUDA graphs: out of memory")]
    public void The_report_says_how_batches_reach_the_gpu(int graphs, string? noGraphs, string? notBound, string words) =>
        ProviderReport.Describe(graphs, noGraphs, notBound).Should().Be(words, "'rnnonnx show' prints it");

    [Fact]
    public void The_shapes_that_come_again_are_texts_alone_and_full_batches()
    {
        new BatchShapes(128, 40, Adaptive: true, OnGpu: true).Repeated.Should().Equal([(128, 16), (1, 16), (128, 32), (1, 32), (128, 40), (1, 40)], "lengths are rounded up to these");
        new BatchShapes(8, 500, Adaptive: false, OnGpu: true).Repeated.Should().Equal([(8, 500), (1, 500)], "such a graph computes full rows only");
        new BatchShapes(1, 12, Adaptive: true, OnGpu: true).Repeated.Should().Equal([(1, 12)], "no shape twice");
    }

    [Theory]
    [InlineData(true, true, 17, 32)]
    [InlineData(true, false, 17, 17)]
    [InlineData(true, false, 0, 1)]
    [InlineData(true, true, 0, 16)]
    [InlineData(false, true, 17, 40)]
    [InlineData(false, false, 17, 40)]
    public void The_steps_of_a_batch_are_those_that_its_provider_is_ready_for(bool adaptive, bool onGpu, int ids, int steps) =>
        new BatchShapes(8, 40, adaptive, onGpu).Steps(ids).Should().Be(steps, "a GPU prepares for every shape that it meets, and the CPU for none");

    private static string? Obstacle(OnnxGraph graph, ClassifierOptions? options = null, ProviderReport? provider = null) => CudaGraphs.Obstacle(options ?? new ClassifierOptions(), provider ?? OnCuda, graph);

    private static OnnxGraph Graph(string type, string[] inputs) =>
        GraphReader.Read(Model([Node("Gather", ["table", "ids"], "X"), Node(type, inputs, "Y").Text(3, "layer")], [], [], []), new GraphRefusal("tiny", "1/model.onnx"));
}
