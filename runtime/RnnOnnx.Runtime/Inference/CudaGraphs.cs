using RnnOnnx.Graphs;

namespace RnnOnnx.Inference;

/// <summary>Which models are captured as CUDA graphs.</summary>
internal static class CudaGraphs
{
    private const int Lengths = 4;

    /// <summary>Why a model is not captured; null when that is tried. ONNX Runtime may still refuse.</summary>
    /// <param name="options">How the model is run.</param>
    /// <param name="provider">What computes it.</param>
    /// <param name="graph">Its graph.</param>
    public static string? Obstacle(ClassifierOptions options, ProviderReport provider, OnnxGraph graph)
    {
        if (!options.CudaGraphs)
        {
            return "they are turned off";
        }

        if (provider.Selected != ExecutionProvider.Cuda)
        {
            return $"{ProviderChoice.Name(provider.Selected)} runs engines of its own";
        }

        if (options.GpuMemoryLimit is not null)
        {
            return "each shape would take memory of its own, and a limit is set";
        }

        return provider.NotOnCuda.Count > 0 ? $"CUDA does not compute {string.Join(", ", provider.NotOnCuda)}" : graph.Nodes.Select(Obstacle).FirstOrDefault(static obstacle => obstacle is not null);
    }

    /// <summary>The sizes that a shape gives the open dimensions of a graph's input.</summary>
    /// <param name="names">Names of the input's dimensions, rows first, then steps; empty for one that is not open.</param>
    /// <param name="rows">Number of texts.</param>
    /// <param name="steps">Number of steps of each.</param>
    public static IReadOnlyDictionary<string, int> Sizes(IReadOnlyList<string> names, int rows, int steps) =>
        names.Zip([rows, steps]).Where(static dimension => dimension.First.Length > 0).ToDictionary(static dimension => dimension.First, static dimension => dimension.Second, StringComparer.Ordinal);

    // The CUDA provider's recurrent kernels read the lengths in the processor's memory, which a replay does not.
    private static string? Obstacle(OnnxNode node) => node.Type is "LSTM" or "GRU" or "RNN" && node.Inputs.Count > Lengths && node.Inputs[Lengths].Length > 0
        ? $"{node.Type} '{node.Name}' takes the lengths of the texts, which are read at capture only"
        : null;
}
