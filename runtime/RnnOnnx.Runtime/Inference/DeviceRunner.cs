using System.Runtime.InteropServices;

namespace RnnOnnx.Inference;

/// <summary>Has the batch computed in a device's memory.</summary>
internal sealed class DeviceRunner : BatchRunner
{
    private readonly DeviceSession _device;
    private readonly Action _work;

    /// <summary>Creates the runner.</summary>
    /// <param name="format">What the graph takes and gives.</param>
    /// <param name="device">What computes; the runner does not own it.</param>
    public DeviceRunner(BatchFormat format, DeviceSession device)
        : base(format)
    {
        _device = device;
        _work = () => device.Compute(Rows, Steps, InputBytes, MemoryMarshal.AsBytes(Scores.Span));
    }

    /// <inheritdoc/>
    protected override void Compute() => _device.Run(_work);
}
