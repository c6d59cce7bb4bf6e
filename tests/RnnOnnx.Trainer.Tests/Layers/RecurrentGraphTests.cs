using FluentAssertions;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>The ONNX operator that each recurrent layer becomes.</summary>
public sealed class RecurrentGraphTests
{
    private const int Steps = 5;
    private const int Features = 3;
    private const int Units = 4;

    public static TheoryData<string> Kinds => RecurrentKinds.Names;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_graph_gives_the_layer_s_numbers_in_both_directions(string kind)
    {
        var values = Waves.Of(2 * Steps * Features, 9);
        var rows = values.Chunk(Steps * Features).Select(row => row.Chunk(Features).ToArray()).ToArray();
        foreach (var (both, sequences) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            using var scope = NewDisposeScope();
            using var layer = Build(kind, both, sequences);
            var model = LayerGraph.Of(new LayerShape(Steps, Features), layer);
            var (graph, shape) = OnnxRun.Run(model, (LayerGraph.InputName, OnnxRun.Floats(values, 2, Steps, Features)))[LayerGraph.OutputName];
            var trained = layer.call(new(tensor(values, [2, Steps, Features]), StepLayout.Padded(Steps, 2))).Values;

            shape.Should().Equal(trained.shape);
            graph.ShouldBeClose(LayerWeights.Floats(trained), 1e-6, "a package must give the trained model's numbers ({0} directions, sequences: {1})", both ? 2 : 1, sequences);
            graph.ShouldBeClose(Formula(layer, kind, both, sequences, rows), 1e-6, "and both those of the formula");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_operator_says_what_the_layer_is(string kind)
    {
        using var layer = Build(kind, both: true, sequences: true);
        var model = LayerGraph.Of(new LayerShape(Steps, Features), layer);
        var op = kind.Split('-')[0] switch { "simple" => "RNN", "lstm" => "LSTM", _ => "GRU" };
        var nodes = model.Graph.Node.Where(n => n.OpType == op).ToArray();
        nodes.Should().HaveCount(2, "each direction is a native operator of its own");
        nodes.Select(n => Attribute(n, "direction")?.S.ToStringUtf8()).Should().Equal([null, "reverse"], "ONNX runs forwards unless told otherwise");
        foreach (var node in nodes)
        {
            Attribute(node, "hidden_size")!.I.Should().Be(Units);
            Attribute(node, "linear_before_reset")?.I.Should().Be(kind.StartsWith("gru-after", StringComparison.Ordinal) ? 1 : 0);
            (Attribute(node, "linear_before_reset") is null).Should().Be(op != "GRU", "ONNX takes the reset-before form where nothing is said, and no other operator knows the attribute");
            if (RecurrentKinds.IsHard(kind))
            {
                var activations = op == "LSTM" ? new[] { "HardSigmoid", "Tanh", "Tanh" } : ["HardSigmoid", "Tanh"];
                Attribute(node, "activations")!.Strings.Select(s => s.ToStringUtf8()).Should().Equal(activations);
                Attribute(node, "activation_alpha")!.Floats.Should().Equal([.2f], "old Keras' gate is clip(0.2 x + 0.5, 0, 1)");
                Attribute(node, "activation_beta")!.Floats.Should().Equal([.5f]);
            }
            else
            {
                Attribute(node, "activations").Should().BeNull("ONNX' own are sigmoid and tanh");
            }
        }
    }

    [Fact]
    public void Peepholes_are_packed_as_input_output_forget()
    {
        using var layer = Build("lstm-peepholes", both: false, sequences: false);
        var weights = RecurrentReference.Weights(layer);
        float[] Peephole(string gate) => weights.Single(w => w.Key.EndsWith($"_{gate}Peephole", StringComparison.Ordinal)).Value;
        Peephole("input").Should().NotEqual(Peephole("forget")).And.NotEqual(Peephole("output"), "three equal vectors would prove nothing");
        Peephole("forget").Should().NotEqual(Peephole("output"));

        var graph = LayerGraph.Of(new LayerShape(Steps, Features), layer).Graph;
        var name = graph.Node.Single(n => n.OpType == "LSTM").Input[7];
        var packed = graph.Initializer.Single(t => t.Name == name);
        packed.Dims.Should().Equal(1, 3 * Units);
        var values = new float[3 * Units];
        Buffer.BlockCopy(packed.RawData.ToByteArray(), 0, values, 0, packed.RawData.Length);
        values.Should().Equal([.. Peephole("input"), .. Peephole("output"), .. Peephole("forget")], "ONNX reads P as i, o, f");
    }

    private static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.SingleOrDefault(a => a.Name == name);

    private static Layer Build(string kind, bool both, bool sequences)
    {
        var configuration = RecurrentKinds.Of(kind, Units, sequences);
        var layer = (both ? (LayerConfiguration)new BidirectionalConfiguration(configuration) : configuration).Build(new LayerShape(Steps, Features));
        LayerWeights.Fill(layer);
        return layer;
    }

    private static double[] Formula(Layer layer, string kind, bool both, bool sequences, float[][][] rows)
    {
        var (weights, configuration) = (RecurrentReference.Weights(layer), RecurrentKinds.Of(kind, Units));
        var forward = new RecurrentReference(configuration, weights, Features, both ? "_forward" : "");
        var backward = both ? new RecurrentReference(configuration, weights, Features, "_backward") : null;
        return
        [
            .. rows.SelectMany(row => sequences
                ? forward.Outputs(row).Zip(backward?.Outputs(row, backwards: true) ?? [.. row.Select(_ => Array.Empty<double>())], (there, back) => there.Concat(back)).SelectMany(h => h)
                : forward.Last(row).Concat(backward?.Last(row, backwards: true) ?? [])),
        ];
    }
}
