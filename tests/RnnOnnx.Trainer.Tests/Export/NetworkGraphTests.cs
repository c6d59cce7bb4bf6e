using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>The parts that layers make their graphs of, run one by one in ONNX Runtime.</summary>
public sealed class NetworkGraphTests : IDisposable
{
    private const TensorProto.Types.DataType Float = TensorProto.Types.DataType.Float;
    private const int Columns = 32;

    // A scale of 16 significant bits: times a whole number of 7 it is more than half precision holds.
    private const float Scale = 1 + (1f / 32_768);

    private readonly GraphBuilder _builder = new("parts");
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    // Every row holds 127 scales, so that rounding finds the scale again.
    private static float[] Int8s => [.. Enumerable.Range(0, 64 * Columns).Select(i => (i % Columns == 0 ? 127 : (i * 7 % 255) - 127) * Scale)];

    private static float[] Halves => [.. Enumerable.Range(0, 64 * Columns).Select(i => (i - 1000) / 1024f)];

    private static float[] Singles => Waves.Of(64 * Columns, 1);

    public static TheoryData<WeightStorage, string, string[], string[]> Stored => new()
    {
        { WeightStorage.Float32, nameof(Halves), ["Float"], [] },
        { WeightStorage.Float16, nameof(Halves), ["Float16"], ["Cast"] },
        { WeightStorage.Int8Rows, nameof(Halves), ["Float16"], ["Cast"] },
        { WeightStorage.Int8Kernels, nameof(Halves), ["Float16"], ["Cast"] },
        { WeightStorage.Float16, nameof(Singles), ["Float"], [] },
        { WeightStorage.Int8Kernels, nameof(Singles), ["Float"], [] },
        { WeightStorage.Int8Rows, nameof(Int8s), ["Float"], [] },
        { WeightStorage.Int8Kernels, nameof(Int8s), ["Int8", "Float"], ["Cast", "Mul"] },
    };

    public static TheoryData<WeightStorage, string, string[], string[]> Tables => new()
    {
        { WeightStorage.Float32, nameof(Int8s), ["Float"], ["Gather"] },
        { WeightStorage.Float32, nameof(Halves), ["Float"], ["Gather"] },
        { WeightStorage.Float16, nameof(Int8s), ["Float"], ["Gather"] },
        { WeightStorage.Float16, nameof(Halves), ["Float16"], ["Gather", "Cast"] },
        { WeightStorage.Int8Rows, nameof(Int8s), ["Int8", "Float"], ["Gather", "Cast", "Gather", "Mul"] },
        { WeightStorage.Int8Kernels, nameof(Int8s), ["Int8", "Float"], ["Gather", "Cast", "Gather", "Mul"] },
        { WeightStorage.Int8Rows, nameof(Singles), ["Float"], ["Gather"] },
    };

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Stored))]
    public void Weights_are_stored_in_the_fewest_bytes_that_lose_nothing(WeightStorage storage, string values, string[] types, string[] nodes)
    {
        var graph = Graph(storage);
        var weights = graph.Weights("kernel", tensor(Values(values), [64, Columns]));
        _builder.Output(_builder.Node("Add", "y", [weights, Zero()]), Float, 64, Columns);

        Run().Values.Should().Equal(Values(values), "the graph computes with what the network has");
        Types("kernel").Should().Equal(types, "a smaller form would lose something, a larger one costs memory");
        Operators().Should().Equal([.. nodes, "Add"]);
    }

    [Fact]
    public void Small_weights_stay_as_they_are()
    {
        var graph = Graph(WeightStorage.Int8Kernels);
        var few = graph.Weights("few", tensor(Halves[..1023], [1023]));
        var enough = graph.Weights("enough", tensor(Halves[..1024], [1024]));
        _builder.Output(_builder.Node("Concat", "y", [few, enough], Attributes.Int("axis", 0)), Float, 2047);

        Run().Values.Should().Equal([.. Halves[..1023], .. Halves[..1024]]);
        Types("few").Should().Equal(["Float"], "a cast costs more than the few bytes");
        Types("enough").Should().Equal("Float16");
    }

    [Fact]
    public void Only_matrices_are_stored_by_rows()
    {
        var graph = Graph(WeightStorage.Int8Kernels);
        var weights = graph.Weights("kernel", tensor(Int8s, [2, 32, Columns]));
        _builder.Output(_builder.Node("Add", "y", [weights, Zero()]), Float, 2, 32, Columns);

        Run().Values.Should().Equal(Int8s);
        Types("kernel").Should().Equal(["Float"], "a scale for each row of the first dimension would be one for many rows");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Rows_of_a_table_are_widened_after_they_were_looked_up(WeightStorage storage, string values, string[] types, string[] nodes)
    {
        var ids = _builder.Input("ids", TensorProto.Types.DataType.Int64, 2, 2);
        var graph = new NetworkGraph(_builder, ids, storage);
        _builder.Output(graph.Rows("table", tensor(Values(values), [64, Columns]), ids, "rows"), Float, 2, 2, Columns);

        var (rows, shape) = Run(("ids", OnnxRun.Int64s([3, 63, 0, 3], 2, 2)));

        shape.Should().Equal(2, 2, Columns);
        rows.Should().Equal(new[] { 3, 63, 0, 3 }.SelectMany(id => Values(values).Skip(id * Columns).Take(Columns)), "an id is the number of its row");
        Types("table").Should().Equal(types, "the table is what weighs most");
        Operators().Should().Equal(nodes, "widening the whole table would take the memory that was saved");
    }

    [Fact]
    public void Steps_are_reckoned_with()
    {
        var graph = Graph();
        string[] counts =
        [
            graph.Batch,
            graph.Time,
            graph.ReducedBy(graph.Time, 2, "reduced"),
            graph.ReducedBy(graph.Time, 9, "none_left"),
            graph.Plus(graph.Time, 4, "more"),
            graph.Times(graph.Time, 3, "times"),
            graph.DividedBy(graph.Time, 2, "half"),
        ];
        graph.Times(graph.Time, 1, "once").Should().Be(graph.Time, "nothing is to be computed");
        _builder.Output(_builder.Node("Cast", "y", [_builder.Node("Concat", "counts", counts, Attributes.Int("axis", 0))], Attributes.Int("to", (long)Float)), Float, 7);

        Run(("x", OnnxRun.Floats(new float[3 * 5 * 2], 3, 5, 2))).Values.Should().Equal(3, 5, 3, 0, 9, 15, 2);
        var model = _builder.Build("steps");
        model.Graph.Node.Count(node => node.OpType == "Shape").Should().Be(2, "batch and time are asked for once each");
        model.Graph.Initializer.Select(constant => constant.Name).Should().OnlyHaveUniqueItems().And.HaveCount(5, "equal numbers are one constant");
    }

    [Fact]
    public void Dimensions_come_and_go()
    {
        var graph = Graph();
        var there = graph.Unsqueeze("x", "there", 1);
        _builder.Output(_builder.Node("Add", "y", [graph.Squeeze(there, "back", 1), Zero()]), Float, 2, 1, 3);
        _builder.Output(there, Float, 2, 1, 1, 3);

        var outputs = OnnxRun.Run(_builder.Build("dimensions"), ("x", OnnxRun.Floats([1, 2, 3, 4, 5, 6], 2, 1, 3)));

        outputs[there].Shape.Should().Equal(2, 1, 1, 3);
        outputs["y"].Shape.Should().Equal(2, 1, 3);
        outputs["y"].Values.Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void Flattened_steps_stand_one_after_the_other_in_their_row()
    {
        var graph = Graph();
        _builder.Output(graph.Flatten("x", "y"), Float, 2, 6);

        // [time 3, batch 2, features 2] as layers have it.
        var (values, shape) = Run(("x", OnnxRun.Floats([1, 2, 10, 20, 3, 4, 30, 40, 5, 6, 50, 60], 3, 2, 2)));

        shape.Should().Equal(2, 6);
        values.Should().Equal([1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60], "a Dense layer has its weights in this order");
    }

    [Theory]
    [InlineData(WeightStorage.Float32, 1)]
    [InlineData(WeightStorage.Float16, 1)]
    [InlineData(WeightStorage.Float16, 2)]
    [InlineData(WeightStorage.Float16, 4)]
    public void Padding_that_was_left_out_stands_before_the_sequence_again(WeightStorage storage, int different)
    {
        // Steps of two features; from `different` on all are equal.
        var steps = Enumerable.Range(1, 4).Select(step => Math.Min(step, different)).SelectMany(step => new[] { step / 8f, -step }).ToArray();
        var graph = Graph(storage);
        var input = new GraphActivations("x") { Padding = tensor(steps, [1, 4, 2]), Skipped = graph.Number(3) };
        var whole = graph.WithPadding(input, "whole");
        _builder.Output(whole.Value, Float, 5, 2, 2);

        var (values, shape) = OnnxRun.Run(_builder.Build("padding"), ("x", OnnxRun.Floats([70, 71, 72, 73, 80, 81, 82, 83], 2, 2, 2)))[whole.Value];

        shape.Should().Equal(5, 2, 2);
        values.Should().Equal([.. steps.Chunk(2).Take(3).SelectMany(step => step.Concat(step)), 70, 71, 72, 73, 80, 81, 82, 83], "every row of the batch gets the steps of padding that it lacks");
        whole.Padding.Should().BeNull("nothing is left out any more");
        whole.Skipped.Should().BeNull("nothing is left out any more");
        var constants = _builder.Build("padding").Graph.Initializer;
        constants.Where(constant => constant.DataType == (int)Float).Sum(constant => constant.Dims[0])
            .Should().Be(storage == WeightStorage.Float32 ? 4 : different, "of rows that are equal to the end one is stored, where storage is to be small");
        var repeated = constants.FirstOrDefault(constant => constant.Name == "whole_padding_rest_shape");
        (repeated is null ? [] : Tensors.ToInt64s(repeated)).Should().Equal(
            storage == WeightStorage.Float32 || different == 4 ? [] : [5 - different, 1, 2], "the last row stands for all that are equal to it and for no more");
    }

    [Fact]
    public void A_sequence_that_lacks_nothing_stays_as_it_is()
    {
        var graph = Graph();
        var masked = new GraphActivations("x") { Padding = ones([1, 4, 2]) };
        var skipped = new GraphActivations("x") { Skipped = "n" };

        graph.WithPadding(masked, "whole").Should().BeSameAs(masked, "no step was left out");
        graph.WithPadding(skipped, "whole").Should().BeSameAs(skipped, "there is nothing to put there");
    }

    [Fact]
    public void A_layer_starts_from_the_state_after_the_padding_that_was_left_out()
    {
        var graph = Graph();
        var states = tensor(new float[] { 0, 0, 1, 2, 3, 4 }, [3, 2]);
        _builder.Output(graph.StateAfterPadding("lstm", states, graph.Number(2)), Float, 1, "batch", 2);

        var (values, shape) = Run(("x", OnnxRun.Floats(new float[3 * 4 * 2], 3, 4, 2)), "lstm_initial");

        shape.Should().Equal(1, 3, 2);
        values.Should().Equal([3, 4, 3, 4, 3, 4], "each row of the batch has seen two steps of padding");
    }

    [Fact]
    public void Recurrent_weights_have_the_operators_shapes()
    {
        var weights = RecurrentWeights.Lstm(Waves.Of(4 * 3 * 2, 1), Waves.Of(4 * 3 * 3, 2), Waves.Of(4 * 3, 3), 3);

        var names = Graph().Recurrent("lstm", weights, 3);

        names.Should().Equal("lstm_W", "lstm_R", "lstm_B");
        _builder.Output(_builder.Nodes("LSTM", ["steps"], ["x", .. names], Attributes.Int("hidden_size", 3))[0], Float, "time", 1, "batch", 3);
        _builder.Build("lstm").Graph.Initializer.Select(constant => string.Join(' ', constant.Dims)).Should().Equal("1 12 2", "1 12 3", "1 24");
    }

    [Fact]
    public void What_a_layer_forgets_to_give_is_named()
    {
        var graph = Graph();
        FluentActions.Invoking(() => graph.Weights("w", null!)).Should().Throw<ArgumentNullException>().WithParameterName("tensor");
        FluentActions.Invoking(() => graph.Rows("w", null!, "x", "rows")).Should().Throw<ArgumentNullException>().WithParameterName("table");
        FluentActions.Invoking(() => graph.Recurrent("w", null!, 1)).Should().Throw<ArgumentNullException>().WithParameterName("weights");
        FluentActions.Invoking(() => graph.StateAfterPadding("w", null!, "x")).Should().Throw<ArgumentNullException>().WithParameterName("states");
        FluentActions.Invoking(() => graph.Prepend(null!, "x", "x", "x", "w")).Should().Throw<ArgumentNullException>().WithParameterName("padding");
        FluentActions.Invoking(() => graph.WithPadding(null!, "w")).Should().Throw<ArgumentNullException>().WithParameterName("input");
        FluentActions.Invoking(() => NetworkGraph.Floats(null!)).Should().Throw<ArgumentNullException>().WithParameterName("tensor");
    }

    private static float[] Values(string name) => name switch
    {
        nameof(Int8s) => Int8s,
        nameof(Halves) => Halves,
        _ => Singles,
    };

    // An input of three dimensions, so that batch and time can be asked for.
    private NetworkGraph Graph(WeightStorage storage = WeightStorage.Float32) => new(_builder, _builder.Input("x", Float, "a", "b", "c"), storage);

    private string Zero() => _builder.Constant("zero", [0f]);

    private (float[] Values, long[] Shape) Run() => Run(("x", OnnxRun.Floats([0], 1, 1, 1)));

    private (float[] Values, long[] Shape) Run((string, Microsoft.ML.OnnxRuntime.OrtValue) input, string? output = null)
    {
        var model = _builder.Build("parts");
        return OnnxRun.Run(model, input)[output ?? model.Graph.Output[0].Name];
    }

    private IEnumerable<string> Types(string name) => _builder.Build("parts").Graph.Initializer
        .Where(constant => constant.Name == name || constant.Name == name + "_scales")
        .Select(constant => $"{(TensorProto.Types.DataType)constant.DataType}");

    private IEnumerable<string> Operators() => _builder.Build("parts").Graph.Node.Select(node => node.OpType);
}
