using System.Runtime.InteropServices;
using FluentAssertions;
using RnnOnnx.Graphs;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;
using static RnnOnnx.TinyPackages.TinyGraphs;

namespace RnnOnnx.Runtime.Tests.Graphs;

public sealed class GraphGateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Graphs that get no further, by what is wrong with them.</summary>
    public static TheoryData<string, byte[], string> Refused { get; } = new()
    {
        { "nothing", [], "the file has no graph*" },
        { "no protobuf", [0x3F], "the file breaks off*" },
        { "a field that breaks off", [58, 200, 1], "the file breaks off*" },
        { "a length beyond 64 bits", [58, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], "the file breaks off*" },
        { "two graphs", [.. Bag(12, 1), .. Bag(12, 1)], "the file has the field 1 twice*" },
        { "functions", With(model => model.Bytes(25, [])), "the file defines functions*" },
        { "training information", With(model => model.Bytes(20, [])), "the file holds training information*" },
        { "an unknown field", With(model => model.Integer(99, 1)), "the file has the field 99*" },
        { "another operator set", With(operators: Operators(18)), "the file has IR version 8 and operator set 18, the manifest says 8 and 17*" },
        { "another file format", With(irVersion: 10), "the file has IR version 10*" },
        { "another domain", With(operators: new ProtobufWriter().Text(1, "com.microsoft").Integer(2, 17)), "the operator set is of the domain 'com.microsoft'*" },
        { "a graph in a wire form of its own", new ProtobufWriter().Integer(1, 8).Integer(7, 3).ToArray(), "the file has the field 7 in another form*" },
        { "types of inner values", WithGraph(graph => graph.Bytes(13, [])), "the graph says the types of inner values*" },
        { "a sparse constant", WithGraph(graph => graph.Bytes(15, [])), "the graph has a sparse constant*" },
        { "an operator of another kind", WithNode(Node("Compress", ["sums", "axes"], "more")), "node 'more' (Compress) is of an operator that graphs of this format do not use; they use Add, Cast, *" },
        { "a table that would be widened whole in every run", WithNode(Node("DequantizeLinear", ["weights", "axes"], "more")), "node 'more' (DequantizeLinear) is of an operator that graphs of this format do not use*" },
        { "numbers that are made half precise", WithNode(Node("Cast", ["sums"], "more").Message(5, Attribute("to", Halves))), "node 'more' (Cast) has to = 10, and it must lie between 1 and 7*" },
        { "a stored scale that is no number", WithConstant(Tensor("scales", Floats, [12, 1], With(float.NaN, 7, 12))), "constant 'scales' [12, 1] holds at 7*" },
        { "a node of another domain", WithNode(Node("Add", ["sums", "sums"], "more").Text(7, "com.example")), "node 3 is of the domain 'com.example'*" },
        { "a graph within the graph", WithNode(Node("If", ["sums"], "more").Message(5, new ProtobufWriter().Text(1, "then_branch").Bytes(6, []).Integer(20, 5))), "an attribute of node 3 is a graph within the graph*" },
        { "a tensor in an attribute", WithNode(Node("ConstantOfShape", ["axes"], "more").Message(5, new ProtobufWriter().Text(1, "value").Bytes(5, []).Integer(20, 4))), "an attribute of node 3 is a tensor*" },
        { "an attribute of another kind than it says", WithNode(Node("Softmax", ["sums"], "more").Message(5, new ProtobufWriter().Text(1, "axis").Integer(3, 1).Integer(20, 7))), "an attribute of node 3 'axis' says that it is of the kind 7*" },
        { "an attribute that the operator has not here", WithNode(Node("Add", ["sums", "sums"], "more").Message(5, Attribute("axis", 1))), "node 'more' (Add) has the attribute 'axis'*" },
        { "an attribute twice", WithNode(Node("Softmax", ["sums"], "more").Message(5, Attribute("axis", 1)).Message(5, Attribute("axis", 1))), "node 3 has the attribute 'axis' twice*" },
        { "an attribute that is no number", WithNode(Node("LSTM", ["sums"], "more").Message(5, Reals("activation_alpha", float.NaN))), "an attribute of node 3 has a number that is none*" },
        { "steps of no width", WithNode(Node("MaxPool", ["sums"], "more").Message(5, Numbers("kernel_shape", 1)).Message(5, Numbers("strides", 0))), "node 'more' (MaxPool) has strides = 0, and it must lie between 1 and *" },
        { "a division by nothing", WithNode([Node("Div", ["axes", "axes_0"], "more")], Tensor("axes_0", Longs, [1], new byte[8])), "node 'more' (Div) divides by what may be 0*" },
        { "a division by what the text says", WithNode(Node("Div", ["axes", "ids"], "more")), "node 'more' (Div) divides by what may be 0*" },
        { "too many inputs", WithNode(Node("Add", ["sums", "sums", "sums"], "more")), "node 'more' (Add) has 3 inputs*" },
        { "an input that is left out", WithNode(Node("Add", ["sums", ""], "more")), "node 'more' (Add) leaves out an input*" },
        { "a node that reads itself", WithNode(Node("Add", ["sums", "more"], "more")), "node 'more' (Add) reads 'more', which no input, constant or earlier node makes*" },
        { "a circle of nodes", WithNode(Node("Add", ["sums", "later"], "more"), Node("Add", ["sums", "more"], "later")), "node 'more' (Add) reads 'later'*" },
        { "a value made twice", WithNode(Node("Add", ["sums", "sums"], "scores")), "node 'scores' (Add) makes the value 'scores'*" },
        { "a value with a constant's name", WithNode(Node("Add", ["sums", "sums"], "weights")), "node 'weights' (Add) makes the value 'weights'*" },
        { "a name with a line end", WithNode(Node("Add", ["sums", "sums"], "a\nb")), "node 3 has a name with control characters*" },
        { "a name that is not UTF-8", WithNode(Node("Add", ["sums", "sums"], "more").Bytes(3, [0xFF])), "node 3 has a name that is not UTF-8*" },
        { "a name beyond the limit", WithNode(Node("Add", ["sums", "sums"], new string('x', 257))), "node 3 has a name of 257 bytes*" },
        { "more nodes than the limit", WithGraph(graph => Repeat(PackageLimits.GraphNodes, () => graph.Bytes(1, []))), "the graph has more than 4096 nodes*" },
        { "more constants than the limit", WithGraph(graph => Enumerable.Range(0, PackageLimits.GraphConstants).ToList().ForEach(i => graph.Message(5, Tensor($"c{i}", Floats, [], new byte[4])))), "the graph has more than 4096 constants*" },
        { "an output that no node makes", WithGraph(graph => graph.Message(12, Value("weights", Floats, "1"))), "the graph must give results that its nodes make, each once, and gives 'scores', 'weights'*" },
        { "an output twice", WithGraph(graph => graph.Message(12, Value("scores", Floats, "batch", "1"))), "the graph must give results*" },
        { "a constant outside the file", WithConstant(Tensor("c", Floats, [1], new byte[4]).Integer(14, 1)), "constant 'c' keeps its numbers outside the file*" },
        { "a constant's place outside the file", WithConstant(Tensor("c", Floats, [1], new byte[4]).Bytes(13, [])), "constant 'c' keeps its numbers outside the file*" },
        { "numbers beside raw_data", WithConstant(new ProtobufWriter().Integer(1, 1).Integer(2, Floats).Text(8, "c").Real(4, 1)), "constant 'c' keeps its numbers in another place*" },
        { "an element type of its own", WithConstant(Tensor("c", 8, [1], new byte[1])), "constant 'c' has the element type 8*" },
        { "an element type that wraps around", WithConstant(new ProtobufWriter().Integer(1, 1).Integer(2, (1L << 32) + Floats).Text(8, "c").Bytes(9, new byte[4])), "constant 'c' has the element type 4294967297*" },
        { "fewer bytes than dimensions", WithConstant(Tensor("c", Floats, [2, 2], new byte[15])), "constant 'c' has the dimensions [2, 2] and so 16 bytes, and the file has 15*" },
        { "more bytes than dimensions", WithConstant(Tensor("c", Longs, [], new byte[16])), "constant 'c' has the dimensions [] and so 8 bytes, and the file has 16*" },
        { "no bytes at all", WithConstant(new ProtobufWriter().Integer(1, 1).Integer(2, Floats).Text(8, "c")), "constant 'c' has the dimensions [1] and so 4 bytes, and the file has 0*" },
        { "a negative dimension", WithConstant(Tensor("c", Floats, [-1], new byte[4])), "constant 'c' has the dimensions [-1]*" },
        { "an empty dimension", WithConstant(Tensor("c", Floats, [0], [])), "constant 'c' has the dimensions [0]*" },
        { "dimensions that overflow", WithConstant(Tensor("c", Floats, [1L << 30, 1L << 30, 1L << 30], new byte[4])), "constant 'c' has the dimensions*more numbers than a file can hold*" },
        { "dimensions that overflow to what is there", WithConstant(Tensor("c", Floats, [(1L << 31) - 64, (1L << 33) + 1], new byte[4])), "constant 'c' has the dimensions*" },
        { "too many dimensions", WithConstant(Tensor("c", Floats, [1, 1, 1, 1, 1, 1, 1, 1, 1], new byte[4])), "constant * has more than 8 numbers*" },
        { "a weight that is no number", WithConstant(Tensor("c", Floats, [2, 50], With(float.NaN, 67))), "constant 'c' [2, 50] holds at 67, counted row by row, a number that is infinite or none*" },
        { "an infinite weight at the end", WithConstant(Tensor("c", Floats, [3], With(float.NegativeInfinity, 2, 3))), "constant 'c' [3] holds at 2*" },
        { "an infinite weight in half precision", WithConstant(Tensor("c", Halves, [3], [0, 0, 0, 0x7C, 0, 0])), "constant 'c' [3] holds at 1*" },
        { "an input whose elements are text", WithGraph(graph => graph.Message(11, Value("more", 8, "1"))), "input 1 is a tensor of element type 8*" },
        { "an input that is a sequence", WithGraph(graph => graph.Message(11, new ProtobufWriter().Text(1, "more").Message(2, new ProtobufWriter().Bytes(4, [])))), "input 1 has the field 4*" },
        { "an input without a shape", WithGraph(graph => graph.Message(11, new ProtobufWriter().Text(1, "more").Message(2, new ProtobufWriter().Message(1, new ProtobufWriter().Integer(1, Floats))))), "input 1 is a tensor of element type 1 without a shape*" },
        { "an input of a negative size", WithGraph(graph => graph.Message(11, Value("more", Floats, "-5"))), "input 1 has a dimension of -5*" },
        { "a result beyond memory", WithNode([Node("Expand", ["sums", "huge"], "more")], Tensor("huge", Longs, [2], MemoryMarshal.AsBytes<long>([1L << 20, 1L << 20]))), "node 'more' (Expand) and those before it may compute 4398046*" },
        { "a result of which nobody knows how large it is", WithNode(Node("Expand", ["sums", "ids"], "more")), "node 'more' (Expand) has an input 1 of which nobody can tell*" },
        { "values that double at each node", WithNode([.. Enumerable.Range(0, 40).Select(i => Node("Concat", [i == 0 ? "sums" : $"twice_{i}", i == 0 ? "sums" : $"twice_{i}"], $"twice_{i + 1}").Message(5, Attribute("axis", 0)))]), "node 'twice_*' (Concat) and those before it may compute*" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_graph_that_no_exporter_writes_is_refused_before_onnx_runtime_sees_it(string what, byte[] graph, string message)
    {
        TinyPackage.Write(_folder.Path, "tiny-hostile", graph, ["negative", "positive"], ModelTask.Binary, adaptive: true);

        var load = () => Load("tiny-hostile").Dispose();

        load.Should().Throw<GraphRefusedException>($"{what} must not reach native code")
            .WithMessage($"tiny-hostile: 1/model.onnx is not given to ONNX Runtime: {message}; run 'make train-all' to export it again, or use the RnnOnnx version that wrote it.");
    }

    [Fact]
    public void Whole_numbers_count_with_all_their_bytes()
    {
        var graph = WithNode([Node("Expand", ["axes", "wide"], "more")], Tensor("wide", Longs, [2], MemoryMarshal.AsBytes<long>([1000L, 100_000L])));
        TinyPackage.Write(_folder.Path, "tiny-wide", graph, ["negative", "positive"], ModelTask.Binary, adaptive: true);

        var load = () => Load("tiny-wide").Dispose();

        load.Should().Throw<GraphRefusedException>("ONNX Runtime computes what is constant when it loads a model, and keeps it").WithMessage("*node 'more' (Expand)*may compute 800000*bytes*");
    }

    [Theory]
    [InlineData(Halves, 2)]
    [InlineData(Bytes, 1)]
    public void Weights_count_with_the_bytes_that_they_are_widened_to(int type, int size)
    {
        // 9,000,000 numbers, twice widened: 36 MB each, and the limit is 256 MB beside what texts take.
        byte[] Graph(int times) => WithNode([.. Enumerable.Range(0, times).Select(i => Node("Cast", ["small"], $"wide_{i}").Message(5, Attribute("to", Floats)))], Tensor("small", type, [9_000_000], new byte[9_000_000 * size]));
        TinyPackage.Write(_folder.Path, "tiny-small", Graph(2), ["negative", "positive"], ModelTask.Binary, adaptive: true);
        TinyPackage.Write(_folder.Path, "tiny-large", Graph(40), ["negative", "positive"], ModelTask.Binary, adaptive: true);

        Load("tiny-small").Dispose();
        var load = () => TextClassifier.Load(ModelPackage.Open(_folder.Sub("tiny-large")), new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumBatchSize = 1 }).Dispose();

        load.Should().Throw<GraphRefusedException>("a small file must not become gigabytes when it is loaded").WithMessage("*node 'wide_8' (Cast)*may compute *bytes*");
    }

    [Fact]
    public void Products_that_would_take_minutes_are_refused()
    {
        var graph = WithNode([Node("Expand", ["sums", "wide"], "a"), Node("MatMul", ["a", "a"], "more")], Tensor("wide", Longs, [2], MemoryMarshal.AsBytes<long>([6000L, 6000L])));
        TinyPackage.Write(_folder.Path, "tiny-slow", graph, ["negative", "positive"], ModelTask.Binary, adaptive: true);

        var load = () => Load("tiny-slow").Dispose();

        load.Should().Throw<GraphRefusedException>("a model that computes for minutes blocks its callers").WithMessage("*node 'more' (MatMul)*with 216000000000 multiplications*");
    }

    /// <summary>Sequences that ONNX Runtime ends the process for, in one way or another.</summary>
    public static TheoryData<string, byte[], string> Empty { get; } = new()
    {
        { "no step", Recurrent(Node("Slice", ["steps", "one", "one", "zero"], "sequence")), "node 'state' (RNN) has 0 steps of 1 to 12 texts*" },
        { "no text", Recurrent(Node("Slice", ["steps", "one", "one", "one"], "sequence")), "node 'state' (RNN) has 1 steps of 0 texts*" },
        { "no step of a text of one word", Recurrent(Node("Slice", ["steps", "one", "most", "zero"], "sequence")), "node 'state' (RNN) has 0 steps of 1 to 12 texts*" },
        { "less than a window", Recurrent(Node("Transpose", ["steps"], "rows").Message(5, Numbers("perm", 1, 2, 0)), Node("MaxPool", ["rows"], "pooled").Message(5, Numbers("kernel_shape", 2)), Node("Transpose", ["pooled"], "sequence").Message(5, Numbers("perm", 2, 0, 1))), "node 'pooled' (MaxPool) looks at 2 steps at a time, and there are 1*" },
    };

    [Theory]
    [MemberData(nameof(Empty))]
    public void A_layer_that_may_meet_too_few_steps_is_refused(string what, byte[] graph, string message)
    {
        TinyPackage.Write(_folder.Path, "tiny-empty", graph, ["negative", "positive"], ModelTask.Binary, adaptive: true);

        var load = () => Load("tiny-empty").Dispose();

        load.Should().Throw<GraphRefusedException>($"{what} ends the whole process in native code").WithMessage($"tiny-empty: 1/model.onnx is not given to ONNX Runtime: {message}");
    }

    [Fact]
    public void A_graph_that_is_good_for_full_texts_only_passes_where_only_such_are_run()
    {
        var graph = Recurrent(Node("Slice", ["steps", "one", "most", "zero"], "sequence"));
        TinyPackage.Write(_folder.Path, "tiny-full", graph, ["negative", "positive"], ModelTask.Binary, adaptive: false);

        using var classifier = Load("tiny-full");

        classifier.Predict("film").Score.Should().Be(.5f, "all weights are zero, and each text is filled to its full length");
    }

    [Fact]
    public void A_refused_graph_is_a_damaged_package_to_callers() =>
        typeof(GraphRefusedException).Should().BeDerivedFrom<PackageException>("applications that handle damaged packages must handle this too");

    [Fact]
    public void The_operators_of_all_networks_pass_and_give_numbers()
    {
        TinyNetworks.WriteMasked(_folder.Path);
        TinyNetworks.WriteConvolution(_folder.Path);
        TinyNetworks.WriteBlocks(_folder.Path);
        foreach (var id in new[] { "tiny-masked", "tiny-cnn-gru", "tiny-blocks" })
        {
            using var classifier = Load(id);
            foreach (var text in new[] { "", "film", "Not a bad film at all.", string.Concat(Enumerable.Repeat("not a film ", 20)) })
            {
                classifier.Predict(text).Scores.Should().OnlyContain(score => score >= 0 && score <= 1, $"{id} must be usable for texts of any length");
            }
        }
    }

    [Fact]
    public void Every_operator_that_passes_is_one_that_the_small_networks_use()
    {
        TinyNetworks.WriteMasked(_folder.Path);
        TinyNetworks.WriteConvolution(_folder.Path);
        TinyNetworks.WriteBlocks(_folder.Path);
        var used = new[] { "tiny-masked", "tiny-cnn-gru", "tiny-blocks" }
            .SelectMany(id => GraphReader.Read(ModelPackage.Open(_folder.Sub(id)).GraphBytes, new GraphRefusal(id, "1/model.onnx")).Nodes)
            .Select(static node => node.Type);

        used.Distinct().Should().BeEquivalentTo(RnnOnnx.Graphs.Operators.Names, "what passes the gate is fuzzed, and the fuzzer starts from these networks");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(99)]
    public void A_number_that_is_none_is_found_wherever_it_stands(int place)
    {
        FiniteNumbers.FirstBadSingle(With(float.PositiveInfinity, place)).Should().Be(place, "one such weight makes every score useless");
        FiniteNumbers.FirstBadSingle(With(float.MaxValue, place)).Should().Be(-1, "large weights are weights");
    }

    public void Dispose() => _folder.Dispose();

    private TextClassifier Load(string id) => TextClassifier.Load(ModelPackage.Open(_folder.Sub(id)), new ClassifierOptions { Provider = ExecutionProvider.Cpu });

    // An RNN of one unit over what nodes make of a text's steps [time, batch, 1].
    private static byte[] Recurrent(params ProtobufWriter[] nodes) => Model(
        [
            Node("Cast", ["ids"], "numbers").Message(5, Attribute("to", Floats)),
            Node("Transpose", ["numbers"], "by_step").Message(5, Numbers("perm", 1, 0)),
            Node("Unsqueeze", ["by_step", "two"], "steps"),
            .. nodes,
            Node("RNN", ["sequence", "weights", "weights"], "").Text(2, "state").Message(5, Attribute("hidden_size", 1)),
            Node("Squeeze", ["state", "zero"], "sums"),
            Node("Sigmoid", ["sums"], "scores"),
        ],
        [
            Tensor("weights", Floats, [1, 1, 1], new byte[4]),
            Tensor("zero", Longs, [1], new byte[8]),
            Tensor("one", Longs, [1], MemoryMarshal.AsBytes<long>([1L])),
            Tensor("two", Longs, [1], MemoryMarshal.AsBytes<long>([2L])),
            Tensor("most", Longs, [1], MemoryMarshal.AsBytes<long>([long.MaxValue])),
        ],
        [Value("ids", Longs, "batch", "time")],
        [Value("scores", Floats, "batch", "1")]);

    private static byte[] With(float number, int place, int count = 100)
    {
        var numbers = new float[count];
        numbers[place] = number;
        return MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
    }

    private static byte[] WithNode(params ProtobufWriter[] nodes) => WithNode(nodes, constants: []);

    private static byte[] WithNode(ProtobufWriter[] nodes, params ProtobufWriter[] constants) => WithGraph(graph =>
    {
        foreach (var node in nodes)
        {
            graph.Message(1, node);
        }

        foreach (var constant in constants)
        {
            graph.Message(5, constant);
        }
    });

    private static byte[] WithConstant(ProtobufWriter constant) => WithGraph(graph => graph.Message(5, constant));

    private static byte[] WithGraph(Action<ProtobufWriter> add) => With(add: null, add, Operators(17), irVersion: 8);

    private static byte[] With(Action<ProtobufWriter>? add = null, ProtobufWriter? operators = null, int irVersion = 8) => With(add, null, operators ?? Operators(17), irVersion);

    // The sums of a bag of words as in TinyGraphs.Bag, and what a test adds at each end.
    private static byte[] With(Action<ProtobufWriter>? add, Action<ProtobufWriter>? addToGraph, ProtobufWriter operators, int irVersion)
    {
        var graph = new ProtobufWriter()
            .Message(1, Node("Gather", ["weights", "ids"], "rows"))
            .Message(1, Node("ReduceSum", ["rows", "axes"], "sums").Message(5, Attribute("keepdims", 0)))
            .Message(1, Node("Sigmoid", ["sums"], "scores"))
            .Message(5, Tensor("weights", Floats, [12, 1], new byte[48]))
            .Message(5, Tensor("axes", Longs, [1], MemoryMarshal.AsBytes<long>([1L])))
            .Message(11, Value("ids", Longs, "batch", "time"))
            .Message(12, Value("scores", Floats, "batch", "1"));
        addToGraph?.Invoke(graph);
        var model = new ProtobufWriter().Integer(1, irVersion).Message(7, graph).Message(8, operators);
        add?.Invoke(model);
        return model.ToArray();
    }

    private static ProtobufWriter Operators(long version) => new ProtobufWriter().Text(1, "").Integer(2, version);

    private static void Repeat(int count, Action action)
    {
        for (var i = 0; i < count; i++)
        {
            action();
        }
    }
}
