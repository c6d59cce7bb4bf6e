namespace RnnOnnx.Inference;

/// <summary>Which execution provider a model runs on, and why.</summary>
/// <param name="Requested">What the options asked for.</param>
/// <param name="Selected">What computes: any but <see cref="ExecutionProvider.Auto"/>.</param>
/// <param name="Reason">Why, in a sentence without a full stop.</param>
public sealed record ProviderReport(ExecutionProvider Requested, ExecutionProvider Selected, string Reason)
{
    /// <summary>The graph's nodes that CUDA does not compute, each with the reason in brackets; empty where the CPU was asked for.</summary>
    public IReadOnlyList<string> NotOnCuda { get; init; } = [];

    /// <summary>How many shapes of batches are replayed as CUDA graphs; 0 where <see cref="Transfer"/> says why, and on the CPU.</summary>
    public int CudaGraphs { get; init; }

    /// <summary>How a classifier's batches reach the GPU, and whether they are replayed as CUDA graphs or why not; null on the CPU, and for a generator.</summary>
    public string? Transfer { get; init; }

    /// <summary>The words of <see cref="Transfer"/>.</summary>
    /// <param name="graphs">Shapes that are replayed.</param>
    /// <param name="noGraphs">Why there are none; null when there are.</param>
    /// <param name="notBound">Why batches are not bound on the device; null when they are.</param>
    internal static string Describe(int graphs, string? noGraphs, string? notBound) =>
        notBound is not null ? $"ONNX Runtime copies each batch, without CUDA graphs: {notBound}"
        : noGraphs is not null ? $"bound on the device, without CUDA graphs: {noGraphs}"
        : $"bound on the device, {graphs} {(graphs == 1 ? "shape" : "shapes")} replayed as CUDA graphs";
}
