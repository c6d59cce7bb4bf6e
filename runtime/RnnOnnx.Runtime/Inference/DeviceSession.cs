using Microsoft.ML.OnnxRuntime;

namespace RnnOnnx.Inference;

/// <summary>A model whose batches are computed in a device's memory, those of captured shapes by replaying a CUDA graph.</summary>
/// <remarks>
/// ONNX Runtime keeps a captured graph for the thread that captured it, and runs of such a session must not overlap: all work is done on one thread, one batch after the other.
/// A captured shape has a session of its own. Its dimensions are constants there, so that nothing is left that ONNX Runtime would compute on the CPU between the GPU's nodes, which it does
/// not capture. And such a session does nothing after its capture but replay: what kernels copied from the processor's memory while they were captured, such as addresses and lengths that
/// follow from the shape, is copied from there again at each replay, and another run of the session would overwrite it.
/// </remarks>
internal sealed class DeviceSession : IDisposable
{
    private readonly DeviceThread _thread = new("RnnOnnx GPU");

    // What fails is thrown; ONNX Runtime would print it on standard error as well.
    private readonly RunOptions _options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly Dictionary<(int Rows, int Steps), CapturedShape> _captured = [];
    private readonly IDeviceMemory _memory;
    private readonly BatchFormat _format;
    private DeviceGraph? _anyShape;

    /// <summary>Makes room on the device.</summary>
    /// <param name="session">A session for all shapes; this object does not own it.</param>
    /// <param name="memory">The device's memory; this object owns it.</param>
    /// <param name="format">What the graph takes and gives.</param>
    /// <param name="shapes">The batches.</param>
    public DeviceSession(InferenceSession session, IDeviceMemory memory, BatchFormat format, BatchShapes shapes)
    {
        (_memory, _format) = (memory, format);
        try
        {
            _thread.Run(() => _anyShape = new DeviceGraph(session, memory, format, shapes.MaximumRows, shapes.MaximumSteps));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many shapes are captured.</summary>
    public int CapturedShapes => _captured.Count;

    /// <summary>Gives a shape a session of its own, whose first run captures it.</summary>
    /// <param name="rows">Number of texts.</param>
    /// <param name="steps">Number of steps of each.</param>
    /// <param name="open">Prepares the session.</param>
    public void Capture(int rows, int steps, Func<InferenceSession> open) => _thread.Run(() =>
    {
        var session = open();
        try
        {
            _captured.Add((rows, steps), new CapturedShape(session, new DeviceGraph(session, _memory, _format, rows, steps)));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    });

    /// <summary>Lets the captured shapes go; the session for all shapes computes them from then on.</summary>
    public void Release() => _thread.Run(ReleaseCaptured);

    /// <summary>Does something on the device's thread, <see cref="Compute"/> above all.</summary>
    public void Run(Action work) => _thread.Run(work);

    /// <summary>Computes a batch; to be called on the device's thread.</summary>
    /// <param name="rows">Number of texts.</param>
    /// <param name="steps">Number of steps of each.</param>
    /// <param name="input">The batch as the graph takes it.</param>
    /// <param name="scores">Receives the scores, float32.</param>
    public void Compute(int rows, int steps, ReadOnlySpan<byte> input, Span<byte> scores)
    {
        var captured = _captured.GetValueOrDefault((rows, steps));
        var captures = captured is { Ready: false };
        using var pass = captures ? CaptureGate.EnterCapture() : CaptureGate.EnterRun();
        (captured?.Graph ?? _anyShape!).Run(rows, steps, _options, input, scores);
        if (captures)
        {
            captured!.Ready = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread.Run(() =>
        {
            ReleaseCaptured();
            using var pass = CaptureGate.EnterRun();
            _anyShape?.Dispose();
            _options.Dispose();
            _memory.Dispose();
        });
        _thread.Dispose();
    }

    // The last one first: if its capture broke off, the stream stays in capture until its session goes, and CUDA refuses to let others go meanwhile.
    private void ReleaseCaptured()
    {
        using var pass = CaptureGate.EnterRun();
        foreach (var captured in _captured.Values.Reverse())
        {
            captured.Graph.Dispose();
            captured.Session.Dispose();
        }

        _captured.Clear();
    }

    private sealed class CapturedShape(InferenceSession session, DeviceGraph graph)
    {
        public InferenceSession Session => session;

        public DeviceGraph Graph => graph;

        public bool Ready { get; set; }
    }
}
