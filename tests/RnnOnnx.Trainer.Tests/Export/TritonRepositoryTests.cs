using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using Symbol = RnnOnnx.Trainer.Tests.Fixtures.TextProto.Symbol;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>A zoo as a Triton inference server sees it: by its documentation a repository, whose folders are models.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class TritonRepositoryTests(SampleZoo zoo)
{
    public static TheoryData<string> Ids => [.. ArchitectureRegistry.Zoo.Select(a => a.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_configuration_says_of_the_graph_what_the_graph_is(string id)
    {
        var folder = Path.Combine(zoo.Path, id);
        var configuration = TextProto.Parse(File.ReadAllText(Path.Combine(folder, "config.pbtxt")));
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "1", "model.onnx"))).Graph;

        configuration.Keys.Should().BeEquivalentTo(["name", "backend", "default_model_filename", "max_batch_size", "input", "output"], "a server refuses a field that it does not know");
        configuration["name"].Should().Equal([id], "a model is called as its folder is");
        configuration["backend"].Should().Equal(["onnxruntime"]);
        configuration["default_model_filename"].Should().Equal(["model.onnx"]);
        configuration["max_batch_size"].Should().Equal([0L], "the dimensions below are then all that the graph has, the batch among them");
        configuration["input"].Select(Tensor).Should().Equal(graph.Input.Select(Tensor), "a server refuses a model with other inputs than it was told");
        configuration["output"].Select(Tensor).Should().Equal(graph.Output.Select(Tensor), "a server refuses a model with other outputs than it was told");
    }

    [Fact]
    public void A_folder_is_a_model_with_one_version_or_holds_word_vectors()
    {
        var folders = Directory.GetDirectories(zoo.Path).Where(folder => Path.GetFileName(folder)[0] != '.').ToLookup(folder => File.Exists(Path.Combine(folder, "config.pbtxt")));

        folders[true].Select(Path.GetFileName).Should().BeEquivalentTo(ArchitectureRegistry.Zoo.Select(a => a.Id), "these are what the documentation's command loads");
        folders[false].Should().OnlyContain(folder => File.Exists(Path.Combine(folder, VectorsManifest.FileName)), "the documentation tells of no other folders that a server has to leave alone");
        foreach (var model in folders[true])
        {
            // Triton takes every folder for a version whose name begins like a number.
            Directory.GetDirectories(model).Select(Path.GetFileName).Where(name => !char.IsAsciiLetter(name![0])).Should().Equal(["1"], "{0} has one version", model);
        }
    }

    [Theory]
    [InlineData("name: \"a\" dims: [ 1, 2 ] input [ { kind: KIND }, { kind: OTHER } ] input { }", null)]
    [InlineData("name \"a\"", "*without a colon*")]
    [InlineData("dims: [ 1 2 ]", "*comma*")]
    [InlineData("name = \"a\"", "*'='*")]
    [InlineData("name: \"a", "*'\"'*")]
    [InlineData(": 1", "*no field's name*")]
    public void The_reader_of_configurations_takes_the_text_format_and_nothing_else(string text, string? message)
    {
        var parse = () => TextProto.Parse(text);
        if (message is null)
        {
            var read = parse();
            read["name"].Should().Equal(["a"]);
            read["dims"].Should().Equal([1L, 2L]);
            read["input"].Should().HaveCount(3, "a list and a field that comes again are the same");
        }
        else
        {
            parse.Should().Throw<FormatException>("what is read leniently would be refused by a server").WithMessage(message);
        }
    }

    private static string Tensor(object message)
    {
        var fields = (Dictionary<string, List<object>>)message;
        fields.Keys.Should().BeEquivalentTo(["name", "data_type", "dims"]);
        return $"{fields["name"].Single()} {fields["data_type"].Single()} [{string.Join(", ", fields["dims"])}]";
    }

    private static string Tensor(ValueInfoProto value)
    {
        var tensor = value.Type.TensorType;
        var type = new Symbol((TensorProto.Types.DataType)tensor.ElemType == TensorProto.Types.DataType.Int64 ? "TYPE_INT64" : "TYPE_FP32");
        return $"{value.Name} {type} [{string.Join(", ", tensor.Shape.Dim.Select(d => d.HasDimValue ? d.DimValue : -1))}]";
    }
}
