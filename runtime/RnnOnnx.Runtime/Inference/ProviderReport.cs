namespace RnnOnnx.Inference;

/// <summary>Which execution provider a model runs on, and why.</summary>
/// <param name="Requested">What the options asked for.</param>
/// <param name="Selected">What computes: any but <see cref="ExecutionProvider.Auto"/>.</param>
/// <param name="Reason">Why, in a sentence without a full stop.</param>
public sealed record ProviderReport(ExecutionProvider Requested, ExecutionProvider Selected, string Reason)
{
    /// <summary>The graph's nodes that CUDA does not compute, each with the reason in brackets; empty where the CPU was asked for.</summary>
    public IReadOnlyList<string> NotOnCuda { get; init; } = [];
}
