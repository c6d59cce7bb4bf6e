using FluentAssertions;
using RnnOnnx.Graphs;
using RnnOnnx.Inference;
using Xunit;
using static RnnOnnx.TinyPackages.TinyGraphs;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class CudaLayersTests
{
    private static readonly string[] LstmInputs = ["X", "W", "R", "B", "", "H", "C"];

    public static TheoryData<string, string[], string, string?> Layers => new()
    {
        { "LSTM", LstmInputs, "", null },
        { "LSTM", [.. LstmInputs, ""], "", null },
        { "LSTM", [.. LstmInputs, "P"], "", "peepholes" },
        { "LSTM", LstmInputs, "activations=sigmoid,tanh,TANH,Sigmoid,Tanh,Tanh", null },
        { "LSTM", LstmInputs, "activations=Sigmoid,Tanh,Tanh,HardSigmoid,Tanh,Tanh", "the activation HardSigmoid" },
        { "LSTM", LstmInputs, "activations=Sigmoid,Relu,Tanh", "the activation Relu" },
        { "LSTM", LstmInputs, "clip=1", "the attribute clip" },
        { "LSTM", LstmInputs, "input_forget=1", "coupled gates" },
        { "LSTM", LstmInputs, "input_forget=0", null },
        { "GRU", ["X", "W", "R"], "linear_before_reset=1", null },
        { "GRU", ["X", "W", "R"], "linear_before_reset=0", "reset before the product" },
        { "GRU", ["X", "W", "R"], "", "reset before the product" },
        { "GRU", ["X", "W", "R"], "linear_before_reset=1;activations=HardSigmoid,Tanh", "the activation HardSigmoid" },
        { "RNN", ["X", "W", "R"], "", null },
        { "RNN", ["X", "W", "R"], "activations=Relu", "the activation Relu" },
        { "HardSigmoid", ["X"], "", null },
        { "Add", ["X", "W"], "activations=Relu", null },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_that_cudnn_has_no_kernel_for_is_named_with_the_reason(string type, string[] inputs, string attributes, string? reason)
    {
        var model = Model([Node("Gather", ["table", "ids"], "X"), Layer(type, inputs, attributes)], [], [], []);

        CudaLayers.Missing(GraphReader.Read(model, new GraphRefusal("tiny", "1/model.onnx"))).Should().Equal(
            reason is null ? [] : [$"{type} 'layer' ({reason})"],
            "a model whose states travel to the CPU and back at every run is slower on a GPU than without one, and one that runs on it whole must not be kept from it");
    }

    private static ProtobufWriter Layer(string type, string[] inputs, string attributes)
    {
        var node = Node(type, inputs, "Y").Text(3, "layer");
        foreach (var attribute in attributes.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (attribute.Split('=')[0], attribute.Split('=')[1]);
            node.Message(5, long.TryParse(value, out var number) ? Attribute(name, number) : Words(name, value.Split(',')));
        }

        return node;
    }
}
