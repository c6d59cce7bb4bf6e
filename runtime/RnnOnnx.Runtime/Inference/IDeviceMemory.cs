using Microsoft.ML.OnnxRuntime;

namespace RnnOnnx.Inference;

/// <summary>The memory of a device that computes, and the way there and back.</summary>
internal interface IDeviceMemory : IDisposable
{
    /// <summary>What ONNX Runtime calls the memory.</summary>
    OrtMemoryInfo Info { get; }

    /// <summary>Copies bytes to the device. A run that begins after the call finds them there.</summary>
    void Write(nint target, ReadOnlySpan<byte> source);

    /// <summary>Copies bytes from the device as the runs that have ended left them.</summary>
    void Read(nint source, Span<byte> target);
}
