using Microsoft.ML.OnnxRuntime;

namespace RnnOnnx.Inference;

/// <summary>What the library asks of a GPU.</summary>
internal interface IGpu
{
    /// <summary>The providers that this build of ONNX Runtime has.</summary>
    IReadOnlyCollection<string> Providers { get; }

    /// <summary>Prepares a graph.</summary>
    /// <param name="graph">The graph's file.</param>
    /// <param name="options">Which provider, which device, and its settings.</param>
    /// <param name="captured">Sizes of the graph's open dimensions by name, for a session whose runs of this shape are captured as a CUDA graph; null for any shape and no capture.</param>
    /// <exception cref="ProviderUnavailableException">The provider does not start, or cannot capture the graph.</exception>
    InferenceSession Open(byte[] graph, ClassifierOptions options, IReadOnlyDictionary<string, int>? captured);

    /// <summary>The memory of a device.</summary>
    /// <exception cref="CudaException">It cannot be reached.</exception>
    IDeviceMemory Memory(int device);
}
