using RnnOnnx.Trainer.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace RnnOnnx.Benchmarks;

/// <summary>What the loop over the steps costs beside the engine's fused kernel, forward and backward. Networks that the kernel does not know have only the loop; beside them stands the kernel of the layer that comes closest.</summary>
/// <param name="rounds">Rounds of each comparison.</param>
internal sealed class LayersBenchmark(int rounds)
{
    private const int Texts = 128;
    private const int Steps = 100;
    private const int Features = 100;
    private const int Units = 100;

    private static readonly (string Name, RecurrentConfiguration Fused, RecurrentConfiguration Loop)[] Layers =
    [
        ("SimpleRNN", new SimpleRnnConfiguration(Units), new SimpleRnnConfiguration(Units)),
        ("SimpleRNN, recurrent dropout", new SimpleRnnConfiguration(Units), new SimpleRnnConfiguration(Units) { RecurrentDropout = .1 }),
        ("LSTM", new LstmConfiguration(Units), new LstmConfiguration(Units)),
        ("LSTM, peepholes", new LstmConfiguration(Units), new LstmConfiguration(Units) { Peepholes = true }),
        ("LSTM, recurrent dropout", new LstmConfiguration(Units), new LstmConfiguration(Units) { RecurrentDropout = .1 }),
        ("GRU, reset after", new GruConfiguration(Units) { ResetAfter = true }, new GruConfiguration(Units) { ResetAfter = true }),
        ("GRU, reset before", new GruConfiguration(Units) { ResetAfter = true }, new GruConfiguration(Units) { ResetAfter = false }),
    ];

    /// <summary>Measures and prints a Markdown table.</summary>
    public void Run(TextWriter output)
    {
        set_num_threads(1);
        output.WriteLine($"\n| forward and backward, {Texts} texts x {Steps} steps x {Features} features to {Units} units | fused kernel, ms | loop, ms | loop / fused |\n| --- | ---: | ---: | ---: |");
        foreach (var (name, fused, loop) in Layers)
        {
            using var fusedLayer = fused.Build(new LayerShape(Steps, Features));
            using var loopLayer = loop.Build(new LayerShape(Steps, Features));
            // A packed batch in which all texts have all steps: the same numbers, and packed batches go through the loop.
            var rows = Enumerable.Repeat((long)Texts, Steps).ToArray();
            var result = Comparison.Run(
                () => Train(loopLayer, new StepLayout(Steps, rows, false, Texts), Steps * Texts, Features),
                () => Train(fusedLayer, StepLayout.Padded(Steps, Texts), Texts, Steps, Features),
                rounds);
            output.WriteLine($"| {name} | {result.Fast * 1e3:N1} | {result.Plain * 1e3:N1} | {result.Ratio:F2} ({result.Least:F2} to {result.Greatest:F2}) |");
        }
    }

    private static void Train(Layer layer, StepLayout layout, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var values = randn(shape).requires_grad_(true);
        layer.call(new Activations(values, layout)).Values.sum().backward();
    }
}
