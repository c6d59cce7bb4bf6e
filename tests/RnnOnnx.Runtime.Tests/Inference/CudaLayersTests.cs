using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;
using static RnnOnnx.Runtime.Tests.Fixtures.TinyGraphs;

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

        CudaLayers.Missing(model).Should().Equal(
            reason is null ? [] : [$"{type} 'layer' ({reason})"],
            "a model whose states travel to the CPU and back at every run is slower on a GPU than without one, and one that runs on it whole must not be kept from it");
    }

    [Fact]
    public void Layers_in_nested_graphs_count_too()
    {
        var body = new ProtobufWriter().Message(1, Layer("GRU", ["X", "W", "R"], ""));
        var branch = Node("If", ["condition"], "Y").Message(5, new ProtobufWriter().Text(1, "then_branch").Message(6, body).Integer(20, 5));

        CudaLayers.Missing(Model([branch], [], [], [])).Should().HaveCount(1, "a branch is computed as well");
    }

    [Theory]
    [InlineData(new byte[] { 58, 200, 1 })]
    [InlineData(new byte[] { 0x3F })]
    [InlineData(new byte[] { 58, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1 })]
    [InlineData(new byte[] { })]
    public void Bytes_that_are_no_model_have_no_layers(byte[] bytes) =>
        CudaLayers.Missing(bytes).Should().BeEmpty("ONNX Runtime tells what is wrong with the file; a reader that threw would hide it");

    private static ProtobufWriter Layer(string type, string[] inputs, string attributes)
    {
        var node = Node(type, inputs, "Y").Text(3, "layer");
        foreach (var attribute in attributes.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (attribute.Split('=')[0], attribute.Split('=')[1]);
            node.Message(5, long.TryParse(value, out var number) ? Attribute(name, number) : Strings(name, value.Split(',')));
        }

        return node;
    }

    private static ProtobufWriter Strings(string name, string[] values)
    {
        var attribute = new ProtobufWriter().Text(1, name);
        foreach (var value in values)
        {
            attribute.Text(9, value);
        }

        return attribute.Integer(20, 8);
    }
}
