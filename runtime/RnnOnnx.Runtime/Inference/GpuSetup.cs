using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Graphs;

namespace RnnOnnx.Inference;

/// <summary>Brings a model's batches to the GPU in the best way that works there, which is tried out: each shape that comes again is run, compared with plain runs, and so warmed up.</summary>
/// <param name="gpu">The GPU.</param>
/// <param name="options">How the model is run.</param>
/// <param name="file">The graph's file.</param>
/// <param name="format">What the graph takes and gives.</param>
/// <param name="shapes">The batches.</param>
internal sealed class GpuSetup(IGpu gpu, ClassifierOptions options, byte[] file, BatchFormat format, BatchShapes shapes)
{
    // What CUDA and the CPU may differ by, and more than two ways of running the same kernels do.
    private const float Tolerance = 1e-4f;

    /// <summary>Tries the ways: bound on the device with the shapes captured, bound without, copied by ONNX Runtime at each run.</summary>
    /// <param name="session">The session for all shapes.</param>
    /// <param name="provider">What computes, and why.</param>
    /// <param name="graph">The graph.</param>
    /// <returns>What computes in the device's memory, null where ONNX Runtime copies; and the report with the way.</returns>
    /// <exception cref="RnnOnnxException">The model cannot be run on the GPU in any way.</exception>
    /// <exception cref="OnnxRuntimeException">The same.</exception>
    public (DeviceSession? Device, ProviderReport Provider) Bind(InferenceSession session, ProviderReport provider, OnnxGraph graph)
    {
        using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var plain = new HostRunner(format, session, run, onGpu: true);
        DeviceSession? device = null;
        try
        {
            device = new DeviceSession(session, gpu.Memory(options.DeviceId ?? 0), format, shapes);
            Prove(device, plain);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            device?.Dispose();
            foreach (var (rows, steps) in shapes.Repeated)
            {
                Fill(plain, rows, steps, probe: true);
                plain.Run();
            }

            return (null, provider with { Transfer = ProviderReport.Describe(0, null, SessionFactory.FirstLine(e.Message)) });
        }

        try
        {
            var obstacle = CudaGraphs.Obstacle(options, provider, graph) ?? Capture(device, session, plain);
            return (device, provider with { CudaGraphs = device.CapturedShapes, Transfer = ProviderReport.Describe(device.CapturedShapes, obstacle, null) });
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    // All or none, so that what is reported holds for every text.
    private string? Capture(DeviceSession device, InferenceSession session, HostRunner plain)
    {
        try
        {
            var names = session.InputMetadata[format.Input].SymbolicDimensions;
            foreach (var (rows, steps) in shapes.Repeated)
            {
                device.Capture(rows, steps, () => gpu.Open(file, options, CudaGraphs.Sizes(names, rows, steps)));
            }

            Prove(device, plain);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            device.Release();

            // A capture that broke off must not have left the GPU in a state that the first caller would meet.
            Prove(device, plain);
            return SessionFactory.FirstLine(e.Message);
        }
    }

    // A first batch captures, or binds; only a second and different one shows that what is run afterwards reads its input anew.
    private void Prove(DeviceSession device, HostRunner plain)
    {
        using var runner = new DeviceRunner(format, device);
        foreach (var (rows, steps) in shapes.Repeated)
        {
            Fill(plain, rows, steps, probe: true);
            Fill(runner, rows, steps, probe: false);
            runner.Run();
            Fill(runner, rows, steps, probe: true);
            var expected = plain.Run();
            var actual = runner.Run();
            for (var i = 0; i < expected.Length; i++)
            {
                if (!(Math.Abs(expected[i] - actual[i]) <= Tolerance))
                {
                    throw new RnnOnnxException($"a batch of {rows} texts of {steps} ids got the score {actual[i]} there, and {expected[i]} otherwise");
                }
            }
        }
    }

    private void Fill(BatchRunner runner, int rows, int steps, bool probe)
    {
        runner.Begin(rows, steps);
        var ids = probe ? new int[steps] : [];
        for (var row = 0; row < rows; row++)
        {
            for (var step = 0; step < ids.Length; step++)
            {
                ids[step] = ((row * 7) + step + 1) % format.VocabularySize;
            }

            runner.SetRow(row, ids);
        }
    }
}
