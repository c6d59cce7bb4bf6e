using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RnnOnnx.Inference;

/// <summary>A session whose input and output keep their place in a device's memory.</summary>
internal sealed class DeviceGraph : IDisposable
{
    // As many as a runner on the CPU keeps.
    private const int MaximumBindings = 1024;

    private readonly Dictionary<(int Rows, int Steps), BoundTensors> _bindings = [];
    private readonly InferenceSession _session;
    private readonly IDeviceMemory _memory;
    private readonly BatchFormat _format;
    private readonly OrtAllocator _allocator;
    private readonly OrtMemoryAllocation _input;
    private readonly OrtMemoryAllocation _output;

    /// <summary>Makes room on the device.</summary>
    /// <param name="session">The session; this object does not own it.</param>
    /// <param name="memory">The device's memory.</param>
    /// <param name="format">What the graph takes and gives.</param>
    /// <param name="rows">Most texts of a batch.</param>
    /// <param name="steps">Most steps of a text.</param>
    /// <exception cref="OverflowException">The largest batch takes 4 GiB or more.</exception>
    public DeviceGraph(InferenceSession session, IDeviceMemory memory, BatchFormat format, int rows, int steps)
    {
        (_session, _memory, _format) = (session, memory, format);
        var (input, output) = (checked((uint)format.InputBytes(rows, steps)), checked((uint)format.OutputBytes(rows)));
        _allocator = new OrtAllocator(session, memory.Info);
        try
        {
            _input = _allocator.Allocate(input);
            _output = _allocator.Allocate(output);
        }
        catch
        {
            _input?.Dispose();
            _allocator.Dispose();
            throw;
        }
    }

    /// <summary>Computes a batch.</summary>
    public void Run(int rows, int steps, RunOptions options, ReadOnlySpan<byte> input, Span<byte> scores)
    {
        var binding = Bound(rows, steps);
        _memory.Write(_input.DangerousGetHandle(), input);
        _session.RunWithBinding(options, binding.Native);
        _memory.Read(_output.DangerousGetHandle(), scores);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Unbind();
        _output.Dispose();
        _input.Dispose();
        _allocator.Dispose();
    }

    private BoundTensors Bound(int rows, int steps)
    {
        if (_bindings.TryGetValue((rows, steps), out var binding))
        {
            return binding;
        }

        if (_bindings.Count == MaximumBindings)
        {
            Unbind();
        }

        binding = new BoundTensors(
            _session,
            _format,
            OrtValue.CreateTensorValueWithData(_memory.Info, _format.InputType, _format.InputShape(rows, steps), _input.DangerousGetHandle(), _format.InputBytes(rows, steps)),
            OrtValue.CreateTensorValueWithData(_memory.Info, TensorElementType.Float, _format.OutputShape(rows), _output.DangerousGetHandle(), _format.OutputBytes(rows)));
        _bindings.Add((rows, steps), binding);
        return binding;
    }

    private void Unbind()
    {
        foreach (var binding in _bindings.Values)
        {
            binding.Dispose();
        }

        _bindings.Clear();
    }
}
