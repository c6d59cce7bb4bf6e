using FluentAssertions;
using Google.Protobuf;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

public class GraphBuilderTests
{
    private const TensorProto.Types.DataType Float = TensorProto.Types.DataType.Float;
    private readonly GraphBuilder builder = new("model");

    [Fact]
    public void A_graph_runs_with_any_batch()
    {
        var x = builder.Input("x", Float, "batch", 2);
        var product = builder.Node("Gemm", "scores", [x, builder.Constant("kernel", [1, 2, 3, 4, 5, 6f], 2, 3), builder.Constant("bias", [0.5f, 0, 0], 3)]);
        builder.Output(product, Float, "batch", 3);

        var (values, shape) = OnnxRun.Run(builder.Build("a product"), ("x", OnnxRun.Floats([1, 0, 0, 1], 2, 2)))["scores"];

        shape.Should().Equal(2, 3);
        values.Should().Equal([1.5f, 2, 3, 4.5f, 5, 6], "the constants are row-major, little-endian floats");
    }

    [Fact]
    public void The_model_says_what_it_is()
    {
        Identity();
        builder.Metadata("text.b", "2");
        builder.Metadata("text.a", "1");

        var model = builder.Build("what it is");

        model.IrVersion.Should().Be(8, "older runtimes refuse newer files");
        model.OpsetImport.Should().ContainSingle().Which.Should().Be(new OperatorSetIdProto { Domain = "", Version = 17 });
        model.ProducerName.Should().Be("RnnOnnx");
        model.ProducerVersion.Should().MatchRegex(@"^\d+\.\d+\.\d+$");
        model.DocString.Should().Be("what it is");
        model.Graph.Name.Should().Be("model");
        model.MetadataProps.Select(m => m.Key).Should().Equal(["text.a", "text.b"], "the same model must give the same bytes");
        builder.Build("what it is").ToByteArray().Should().Equal(model.ToByteArray(), "the same model must give the same bytes");
    }

    [Fact]
    public void Names_that_are_taken_get_a_number()
    {
        var x = builder.Input("x", Float, 1);
        builder.Node("Relu", "x", [x]).Should().Be("x_2");
        builder.Node("Relu", "x", [x]).Should().Be("x_3");
        builder.Constant("x", [1f], 1).Should().Be("x_4", "two layers of one kind stand in one graph");
    }

    [Fact]
    public void Outputs_that_are_not_wanted_have_no_name()
    {
        var x = builder.Input("x", Float, 4);
        builder.Nodes("Split", ["", "half"], [x], Attributes.Int("axis", 0)).Should().Equal("", "half");
        builder.Output("half", Float, 2);

        var node = builder.Build("split").Graph.Node.Should().ContainSingle().Subject;

        node.Name.Should().Be("half", "profilers show nodes by name");
        node.Output.Should().Equal("", "half");
    }

    [Fact]
    public void Absent_inputs_at_the_end_are_left_out()
    {
        var x = builder.Input("x", Float, 1);
        builder.Output(builder.Node("Clip", "y", [x, "", ""]), Float, 1);
        builder.Build("clip").Graph.Node[0].Input.Should().Equal("x");
    }

    [Fact]
    public void A_node_may_have_no_input_at_all()
    {
        builder.Output(builder.Node("RandomNormal", "y", ["", ""], Attributes.Ints("shape", 2)), Float, 2);
        builder.Build("no input").Graph.Node[0].Input.Should().BeEmpty();
    }

    [Fact]
    public void Inputs_and_outputs_say_their_type_and_dimensions()
    {
        var ids = builder.Input("ids", TensorProto.Types.DataType.Int64, "batch", 7);
        builder.Output(builder.Node("Cast", "y", [ids], Attributes.Int("to", (long)Float)), Float, "batch", 7);

        var graph = builder.Build("types").Graph;

        foreach (var (value, type) in new[] { (graph.Input.Single(), TensorProto.Types.DataType.Int64), (graph.Output.Single(), Float) })
        {
            value.Type.TensorType.ElemType.Should().Be((int)type);
            value.Type.TensorType.Shape.Dim.Should().Equal(
                [new TensorShapeProto.Types.Dimension { DimParam = "batch" }, new TensorShapeProto.Types.Dimension { DimValue = 7 }],
                "callers prepare their tensors by these");
        }
    }

    [Fact]
    public void A_constant_may_be_an_output_and_a_copy_of_another_graphs()
    {
        var tensor = Tensors.OfFloats("theirs", [4f, 5], 2);

        builder.Output(builder.Constant("mine", tensor), Float, 2);

        builder.Build("a constant").Graph.Initializer.Should().ContainSingle().Which.Should().Be(Tensors.OfFloats("mine", [4f, 5], 2));
        tensor.Name.Should().Be("theirs", "the other graph goes on with it");
    }

    [Fact]
    public void What_was_built_does_not_change_with_what_is_added_later()
    {
        Identity();
        var before = builder.Build("one node");
        builder.Node("Relu", "more", ["x"]);

        before.Graph.Node.Should().ContainSingle("a model that was given out is done");
        builder.Build("two nodes").Graph.Node.Should().HaveCount(2);
    }

    [Fact]
    public void Whole_numbers_become_int64_constants()
    {
        builder.Constant("axes", [-1L, 2], 2);
        builder.Constant("also_axes", [1], 1);
        builder.Constant("half", [0.5f]);
        var x = builder.Input("x", Float, 1);
        builder.Output(builder.Node("Anything", "y", [x, "axes", "also_axes", "half"]), Float, 1);

        builder.Build("constants").Graph.Initializer.Select(i => (TensorProto.Types.DataType)i.DataType)
            .Should().Equal(TensorProto.Types.DataType.Int64, TensorProto.Types.DataType.Int64, Float);
    }

    [Fact]
    public void A_renamed_value_is_renamed_everywhere()
    {
        var x = builder.Input("x", Float, 1);
        var y = builder.Node("Relu", "y", [x]);
        var z = builder.Node("Add", "z", [y, y]);
        builder.Rename(y, "middle");
        builder.Rename(z, "scores");
        builder.Output("scores", Float, 1);

        var (values, _) = OnnxRun.Run(builder.Build("renamed"), ("x", OnnxRun.Floats([3], 1)))["scores"];

        values.Should().Equal([6], "callers ask for the output by this name");
        builder.Node("Relu", "y", [x]).Should().Be("y", "the old name is free again");
    }

    [Fact]
    public void Renaming_is_refused_where_a_name_is_fixed_or_taken()
    {
        Identity();
        Refused(() => builder.Rename("x", "new"), "'x' cannot be renamed*no node makes it");
        Refused(() => builder.Rename("", "new"), "'' cannot be renamed*no node makes it");
        Refused(() => builder.Rename("y", "new"), "*is an output already");
        var other = builder.Node("Relu", "other", ["x"]);
        Refused(() => builder.Rename(other, "y"), "*another value has that name");
    }

    [Fact]
    public void An_output_that_is_not_wanted_cannot_be_renamed()
    {
        builder.Nodes("Split", ["", "half"], [builder.Input("x", Float, 4)]);
        Refused(() => builder.Rename("", "new"), "'' cannot be renamed to 'new', for no node makes it; pass the name that Node returned.");
    }

    [Fact]
    public void A_constant_that_takes_a_renamed_values_name_is_not_read_by_that()
    {
        var y = builder.Node("Relu", "y", [builder.Input("x", Float, 1)]);
        builder.Output(builder.Node("Relu", "z", [y]), Float, 1);
        builder.Rename(y, "middle");
        builder.Constant("y", [1f], 1).Should().Be("y");

        Refused(() => builder.Build("forgotten"), "nothing reads 'y'");
    }

    [Fact]
    public void Names_that_are_blank_are_refused()
    {
        Identity();
        Action[] blank =
        [
            () => _ = new GraphBuilder(" "),
            () => builder.Input(" ", Float),
            () => builder.Output(" ", Float),
            () => builder.Constant(" ", Tensors.OfFloats("c", [1f])),
            () => builder.Node(" ", "z", ["x"]),
            () => builder.Rename("y", " "),
            () => builder.Metadata(" ", "value"),
            () => builder.Build(" "),
            () => Attributes.Int(" ", 1),
        ];
        foreach (var act in blank)
        {
            act.Should().Throw<ArgumentException>("nobody could refer to it, or read it");
        }

        FluentActions.Invoking(() => builder.Constant("c", (TensorProto)null!)).Should().Throw<ArgumentNullException>().WithParameterName("tensor");
        FluentActions.Invoking(() => builder.Metadata("key", null!)).Should().Throw<ArgumentNullException>().WithParameterName("value");
    }

    [Fact]
    public void Refusals_say_what_to_do()
    {
        Identity();
        var other = builder.Node("Relu", "other", ["x"]);
        Refused(() => builder.Input("x", Float), "input 'x' has the name of an existing value; add the graph's inputs first and give each its own name.");
        Refused(() => builder.Output("nowhere", Float), "output 'nowhere' is no value of the graph; pass the name that Node, Constant or Input returned.");
        Refused(() => builder.Output("y", Float), "output 'y' was added before; add each output once.");
        Refused(() => builder.Nodes("Split", ["a", "b"], ["x", "nowhere"]), "node Split (for 'a', 'b') reads 'nowhere' as input 1, which is no value of the graph; pass the name that Node, Constant or Input returned.");
        Refused(() => builder.Nodes("Split", ["a", "b"], ["x"], Attributes.Int("axis", 0), Attributes.Int("axis", 0)), "node Split (for 'a', 'b') is given attribute 'axis' twice; give it once.");
        Refused(() => builder.Nodes("Relu", ["", ""], ["x"]), "node Relu is given no output name; a node without an output has no effect.");
        Refused(() => builder.Rename("y", "new"), "'y' cannot be renamed to 'new', for it is an output already; rename it before.");
        Refused(() => builder.Rename(other, "x"), "'other' cannot be renamed to 'x', for another value has that name; choose another.");
        builder.Metadata("k", "v");
        Refused(() => builder.Metadata("k", "w"), "metadata 'k' is 'v' already; set it once.");
        builder.Constant("one", [1f]);
        builder.Constant("two", [2f]);
        Refused(() => builder.Build("forgotten"), "nothing reads 'one', 'two'; a layer has forgotten its constant, or has added one it does not need.");
        FluentActions.Invoking(() => new GraphBuilder("empty").Build("nothing")).Should().Throw<ExportException>().WithMessage("graph 'empty': no output was added; mark the last layer's value with Output.");
        FluentActions.Invoking(() => Attributes.Floats("alpha", 1, float.NaN)).Should().Throw<ExportException>()
            .WithMessage("attribute 'alpha' is NaN: an attribute must be a finite number; check the layer's configuration.");
    }

    [Fact]
    public void Inputs_must_exist()
    {
        Refused(() => builder.Node("Relu", "y", ["nowhere"]), "node Relu (for 'y') reads 'nowhere' as input 0, which is no value of the graph");
        Refused(() => builder.Node("Relu", "y", ["n"]), "node Relu (for 'y') reads 'n' as input 0, which is no value of the graph");
    }

    [Fact]
    public void Input_names_are_not_changed()
    {
        builder.Input("ids", TensorProto.Types.DataType.Int64, "batch", "time");
        Refused(() => builder.Input("ids", TensorProto.Types.DataType.Int64), "input 'ids' has the name of an existing value");
    }

    [Fact]
    public void Outputs_must_exist_and_come_once()
    {
        Refused(() => builder.Output("nowhere", Float), "output 'nowhere' is no value of the graph");
        Identity();
        Refused(() => builder.Output("y", Float, 1), "output 'y' was added before");
    }

    [Fact]
    public void A_graph_without_outputs_is_refused() => Refused(() => builder.Build("nothing"), "no output was added");

    [Fact]
    public void A_forgotten_constant_is_refused()
    {
        Identity();
        builder.Constant("bias", [1f], 1);
        Refused(() => builder.Build("forgotten"), "nothing reads 'bias'");
    }

    [Fact]
    public void A_node_without_outputs_is_refused() => Refused(() => builder.Nodes("Relu", [""], [builder.Input("x", Float, 1)]), "node Relu is given no output name");

    [Fact]
    public void An_attribute_comes_once() => Refused(
        () => builder.Node("Concat", "y", [builder.Input("x", Float, 1)], Attributes.Int("axis", 0), Attributes.Int("axis", 1)),
        "*'axis' twice");

    [Fact]
    public void Metadata_comes_once()
    {
        builder.Metadata("k", "v");
        Refused(() => builder.Metadata("k", "w"), "metadata 'k' is 'v' already");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_diverged_training_is_refused(float value)
    {
        FluentActions.Invoking(() => builder.Constant("kernel", [0, 0, 0, 0, value, 0], 2, 3))
            .Should().Throw<ExportException>("a model whose scores are NaN must not reach a user")
            .WithMessage($"*'kernel' [2, 3] holds {value} at index 4, position [1, 1]*");
        FluentActions.Invoking(() => Attributes.Float("alpha", value)).Should().Throw<ExportException>().WithMessage("*'alpha'*");
    }

    [Fact]
    public void A_constants_size_must_be_its_shapes()
    {
        FluentActions.Invoking(() => builder.Constant("kernel", new float[5], 2, 3))
            .Should().Throw<ExportException>().WithMessage("*'kernel' [2, 3] needs 6 values and was given 5*");
        FluentActions.Invoking(() => builder.Constant("kernel", new float[1], -1))
            .Should().Throw<ExportException>().WithMessage("*negative dimension*");
    }

    [Fact]
    public void Dimensions_are_lengths_or_names()
    {
        ((Dimension)"time").ToString().Should().Be("time");
        ((Dimension)"time").Length.Should().Be(0, "it is not known yet");
        ((Dimension)500).ToString().Should().Be("500");
        FluentActions.Invoking(() => (Dimension)(-1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => (Dimension)"").Should().Throw<ArgumentException>();
    }

    private static void Refused(Action action, string message) =>
        action.Should().Throw<ExportException>("a wrong graph must fail where it is made, not at a user's").WithMessage($"graph 'model': {message}*");

    private void Identity() => builder.Output(builder.Node("Identity", "y", [builder.Input("x", Float, 1)]), Float, 1);
}
