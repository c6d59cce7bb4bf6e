namespace RnnOnnx.Trainer.Reports;

/// <summary>The engines of a training run, and its processor.</summary>
/// <param name="Torch">Version of torch.</param>
/// <param name="OnnxRuntime">Version of ONNX Runtime.</param>
/// <param name="Processor">The processor; empty where nobody knows.</param>
public sealed record MadeWith(string Torch, string OnnxRuntime, string Processor)
{
    /// <inheritdoc/>
    public override string ToString() => $"torch {Torch}, ONNX Runtime {OnnxRuntime}, {(Processor.Length > 0 ? Processor : "on a processor that was not recorded")}";
}
