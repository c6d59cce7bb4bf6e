using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Layers;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Export;

/// <summary>Writes a trained network that generates text as an ONNX graph, which carries its states from run to run as inputs and outputs.</summary>
public static class GeneratorExporter
{
    /// <summary>Name of the first output: float32, <c>[batch, vocabulary]</c>, the logits of the id after the last one.</summary>
    public const string LogitsName = "logits";

    private const string NextPrefix = "next_";

    // In the order of the operator's states: an LSTM has both, other layers the first.
    private static readonly string[] StateNames = ["hidden", "cell"];

    /// <summary>
    /// Builds a network's graph. Its inputs are <c>ids [batch, time]</c> and, for the nth recurrent layer, <c>hidden_n</c> and an LSTM's <c>cell_n</c>,
    /// <c>[1, batch, units]</c>, which are zero before the first id; after the logits, an output of each state's name after <c>next_</c> gives it after the last id.
    /// </summary>
    /// <param name="network">Layers that go forward step by step and a Dense layer.</param>
    /// <param name="name">The graph's name: the model's id.</param>
    /// <param name="documentation">What the model is and how text becomes ids.</param>
    /// <param name="storage">How weights are stored that <see cref="WeightRounding"/> has rounded for it.</param>
    /// <exception cref="ExportException">A layer needs more than the steps so far, or no layer gives sequences to the last one.</exception>
    public static ModelProto Export(Network network, string name, string documentation, WeightStorage storage = WeightStorage.Float32)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        network.eval();
        var builder = new GraphBuilder(name);
        var ids = builder.Input(NetworkExporter.InputName, TensorProto.Types.DataType.Int64, "batch", "time");
        RecurrentLayer[] recurrent = [.. network.Layers.OfType<RecurrentLayer>()];
        var states = recurrent.Select((layer, i) => StateNames[..layer.StateCount].Select(state => $"{state}_{i + 1}").ToArray()).ToArray();
        foreach (var (layer, names) in recurrent.Zip(states))
        {
            foreach (var state in names)
            {
                builder.Input(state, TensorProto.Types.DataType.Float, 1, "batch", layer.Units);
            }
        }

        var graph = new NetworkGraph(builder, ids, storage);
        var value = builder.Node("Transpose", "ids_by_time", [ids], Attributes.Ints("perm", 1, 0));
        foreach (var layer in network.Layers.Take(network.Layers.Count - 1))
        {
            var place = Array.IndexOf(recurrent, layer);
            value = layer switch
            {
                RecurrentLayer { ReturnsSequences: true } steps => steps.ExportWithStates(graph, value, states[place], [.. states[place].Select(Next)]),
                EmbeddingLayer { MasksZero: false } or OneHotLayer or DropoutLayer or DenseLayer => layer.Export(graph, new(value)).Value,
                _ => throw new ExportException($"{name}: a network that generates reads id by id, which {layer.TypeName} does not in this form; use embeddings and forward recurrent layers that return sequences."),
            };
        }

        // The last layer sees the last step alone: what comes next after earlier ones is known by then.
        var last = builder.Node("Gather", "last_step", [value, builder.Constant("last", [-1L])], Attributes.Int("axis", 0));
        var logits = network.Layers[^1].Export(graph, new(last)).Value;
        builder.Rename(logits, LogitsName);
        builder.Output(LogitsName, TensorProto.Types.DataType.Float, "batch", network.Layers[^1].OutputShape.Features!.Value);
        foreach (var (layer, names) in recurrent.Zip(states))
        {
            foreach (var state in names)
            {
                builder.Output(Next(state), TensorProto.Types.DataType.Float, 1, "batch", layer.Units);
            }
        }

        return builder.Build(documentation);
    }

    private static string Next(string state) => NextPrefix + state;
}
