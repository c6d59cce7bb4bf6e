using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using TorchSharp;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

public sealed class GeneratorExporterTests
{
    private const int Vocabulary = 9;
    private const int Steps = 7;
    private const int Rows = 3;

    public static TheoryData<string> Networks => ["lstm", "lstm lstm", "gru", "simple lstm gru"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Logits_are_the_trainer_s_in_one_run_and_step_by_step(string layers)
    {
        using var network = Build(layers);
        var model = GeneratorExporter.Export(network, "tiny", "a test");
        long[][] texts = [.. Enumerable.Range(0, Rows).Select(row => Enumerable.Range(0, Steps).Select(step => (long)(((row * 5) + (step * step)) % Vocabulary)).ToArray())];
        var zeros = model.Graph.Input.Skip(1).ToDictionary(i => i.Name, i => new float[Rows * i.Type.TensorType.Shape.Dim[2].DimValue]);

        var atOnce = Run(model, texts, zeros);
        var (states, logits) = (zeros, Array.Empty<float>());
        for (var step = 0; step < Steps; step++)
        {
            var outputs = Run(model, [.. texts.Select(t => t[step..(step + 1)])], states);
            logits = outputs["logits"];
            states = zeros.Keys.ToDictionary(name => name, name => outputs["next_" + name]);
        }

        var expected = Trainer(network, texts);
        expected.Max().Should().BeGreaterThan(expected.Min() + 0.1f, "equal logits would prove nothing");
        Close(atOnce["logits"], expected, "a prompt is read in one run");
        Close(logits, expected, "every further character is one step from the states before it");
        for (var row = 0; row < Rows; row++)
        {
            var after = network.States([.. texts[row].Select(id => (int)id)]);
            foreach (var ((name, values), state) in states.Zip(after))
            {
                Close(values[(row * state.Length)..((row + 1) * state.Length)], state, $"the package's test data hold the trainer's {name}");
            }
        }
    }

    [Fact]
    public void States_are_named_by_layer_and_kind()
    {
        using var network = Build("simple lstm gru");
        var graph = GraphDescription.Of(GeneratorExporter.Export(network, "tiny", "a test"), lengthAdaptive: true);
        graph.Inputs.Select(i => i.Name).Should().Equal("ids", "hidden_1", "hidden_2", "cell_2", "hidden_3");
        graph.Outputs.Select(o => o.Name).Should().Equal(["logits", "next_hidden_1", "next_hidden_2", "next_cell_2", "next_hidden_3"], "the runtime finds a state's next value by its name");
    }

    [Fact]
    public void Networks_that_cannot_go_step_by_step_are_refused()
    {
        Refused("Bidirectional(LSTM)", new BidirectionalConfiguration(new LstmConfiguration(4) { ReturnSequences = true }));
        Refused("LSTM", new LstmConfiguration(4));
        Refused("Conv1D", new Convolution1dConfiguration(4, 3, Activation.Relu));
    }

    private static void Refused(string layer, LayerConfiguration configuration)
    {
        using var network = new Network([new EmbeddingConfiguration(Vocabulary, 5), configuration, new DenseConfiguration(Vocabulary, Activation.Linear)], Steps, SequenceSide.Post);
        FluentActions.Invoking(() => GeneratorExporter.Export(network, "tiny", "a test"))
            .Should().Throw<ExportException>("its graph would give other logits than training").WithMessage($"tiny: *{layer} does not in this form*");
    }

    private static Network Build(string layers)
    {
        torch.manual_seed(3);
        var network = new Network(
            [
                new EmbeddingConfiguration(Vocabulary, 5),
                .. layers.Split(' ').Select((kind, i) => (LayerConfiguration)(kind switch
                {
                    "lstm" => new LstmConfiguration(4 + i) { ReturnSequences = true },
                    "gru" => new GruConfiguration(4 + i) { ReturnSequences = true, ResetAfter = true },
                    _ => new SimpleRnnConfiguration(4 + i) { ReturnSequences = true },
                })),
                new DenseConfiguration(Vocabulary, Activation.Linear),
            ],
            Steps,
            SequenceSide.Post);
        foreach (var layer in network.Layers)
        {
            LayerWeights.Fill(layer);
        }

        return network;
    }

    private static float[] Trainer(Network network, long[][] texts)
    {
        using var noGradients = torch.no_grad();
        network.eval();
        using var input = torch.tensor(texts.SelectMany(t => t).ToArray(), [Rows, Steps]);
        using var logits = network.call(new(input, StepLayout.Padded(Steps, Rows)));
        using var last = logits.select(1, Steps - 1);
        return LayerWeights.Floats(last);
    }

    private static Dictionary<string, float[]> Run(RnnOnnx.Trainer.Export.Onnx.ModelProto model, long[][] texts, Dictionary<string, float[]> states) =>
        OnnxRun.Run(
            model,
            [("ids", OnnxRun.Int64s([.. texts.SelectMany(t => t)], Rows, texts[0].Length)), .. states.Select(s => (s.Key, OnnxRun.Floats(s.Value, 1, Rows, s.Value.Length / Rows)))])
        .ToDictionary(o => o.Key, o => o.Value.Values);

    private static void Close(float[] actual, float[] expected, string because)
    {
        actual.Should().HaveSameCount(expected);
        actual.Zip(expected).Max(p => Math.Abs(p.First - p.Second)).Should().BeLessThan(1e-5f, because);
    }
}
