namespace RnnOnnx.Inference;

/// <summary>What computes a model.</summary>
public enum ExecutionProvider
{
    /// <summary>CUDA when it can be used and computes all of the model's layers, the CPU otherwise.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; it is an error when it cannot be used. Layers that CUDA does not compute run on the CPU and are reported.</summary>
    Cuda,

    /// <summary>An NVIDIA GPU through TensorRT, with CUDA for what TensorRT leaves; it is an error when it cannot be used. Loading takes long: engines are built for the lengths that come.</summary>
    TensorRt,
}
