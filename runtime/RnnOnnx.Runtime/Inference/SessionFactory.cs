using Microsoft.ML.OnnxRuntime;

namespace RnnOnnx.Inference;

/// <summary>Creates sessions of ONNX Runtime on the execution provider that was asked for, and says why it is that one.</summary>
internal static class SessionFactory
{
    private const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>Parses a graph and prepares it for a provider.</summary>
    /// <param name="graph">The ONNX file's bytes, checked.</param>
    /// <param name="model">The model's id, for messages.</param>
    /// <param name="requested">Which provider to use.</param>
    /// <param name="deviceId">Number of the GPU, from 0; null for the first.</param>
    public static (InferenceSession Session, ProviderReport Provider) Create(byte[] graph, string model, ExecutionProvider requested, int? deviceId)
    {
        if (requested == ExecutionProvider.Cpu)
        {
            return (OnCpu(graph, model), new ProviderReport(requested, ExecutionProvider.Cpu, "the CPU was asked for"));
        }

        var device = deviceId ?? 0;
        if (!KnowsCuda(out var obstacle) || TryCuda(graph, device, out obstacle) is not { } session)
        {
            return requested == ExecutionProvider.Auto
                ? (OnCpu(graph, model), new ProviderReport(requested, ExecutionProvider.Cpu, obstacle))
                : throw new ProviderUnavailableException(
                    $"{model}: CUDA was asked for and cannot be used: {obstacle}; use the provider Auto or Cpu, or an application with Microsoft.ML.OnnxRuntime.Gpu on a machine with an NVIDIA GPU.");
        }

        return (session, new ProviderReport(requested, ExecutionProvider.Cuda, $"CUDA device {device} can be used"));
    }

    private static bool KnowsCuda(out string obstacle)
    {
        var known = RuntimeCall("ONNX Runtime", static () => OrtEnv.Instance().GetAvailableProviders());
        obstacle = "this build of ONNX Runtime has no CUDA provider";
        return known.Contains(CudaProvider, StringComparer.Ordinal);
    }

    private static InferenceSession? TryCuda(byte[] graph, int device, out string obstacle)
    {
        // The failed attempt is reported by this library; ONNX Runtime would print it on standard error as well.
        var environment = OrtEnv.Instance();
        var level = environment.EnvLogLevel;
        environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        try
        {
            using var options = NewOptions();
            options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            options.AppendExecutionProvider_CUDA(device);
            obstacle = "";
            return new InferenceSession(graph, options);
        }
        catch (OnnxRuntimeException e)
        {
            obstacle = $"the CUDA provider of ONNX Runtime did not start: {FirstLine(e.Message)}";
            return null;
        }
        finally
        {
            environment.EnvLogLevel = level;
        }
    }

    private static InferenceSession OnCpu(byte[] graph, string model) => RuntimeCall(model, () =>
    {
        using var options = NewOptions();
        return new InferenceSession(graph, options);
    });

    // Batches are what is spread over the cores: a thread pool inside each run would only compete with them.
    private static SessionOptions NewOptions()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    private static T RuntimeCall<T>(string subject, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (OnnxRuntimeException e)
        {
            throw new RnnOnnxException($"{subject}: ONNX Runtime cannot load the graph: {FirstLine(e.Message)}", e);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new RnnOnnxException(
                $"{subject}: the native library of ONNX Runtime cannot be loaded ({FirstLine((e.InnerException ?? e).Message)}); reference Microsoft.ML.OnnxRuntime or Microsoft.ML.OnnxRuntime.Gpu in the application.",
                e);
        }
    }

    private static string FirstLine(string message) => message.AsSpan().Trim().ToString().Split('\n')[0].TrimEnd('.', '\r', ' ');
}
