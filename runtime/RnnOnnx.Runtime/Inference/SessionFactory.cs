using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Graphs;
using RnnOnnx.Packages;

namespace RnnOnnx.Inference;

/// <summary>Creates sessions of ONNX Runtime on the execution provider that was asked for, and says why it is that one.</summary>
internal static class SessionFactory
{
    /// <summary>Checks the graph of a package and prepares it for a provider.</summary>
    /// <param name="package">The package, whose files have been checked.</param>
    /// <param name="options">Which provider to use, and its settings.</param>
    /// <exception cref="GraphRefusedException">The graph is damaged, or does what no graph of this format does; ONNX Runtime has not seen it.</exception>
    public static (InferenceSession Session, ProviderReport Provider) Create(ModelPackage package, ClassifierOptions options)
    {
        var (graph, model, parsed) = (package.GraphBytes, package.Manifest.Id, GraphGate.Check(package, options.MaximumBatchSize ?? ClassifierOptions.DefaultBatchSize(options.Provider)));
        var requested = options.Provider;
        if (requested == ExecutionProvider.Cpu)
        {
            return (OnCpu(graph, model), new ProviderReport(requested, ExecutionProvider.Cpu, "the CPU was asked for"));
        }

        var known = RuntimeCall("ONNX Runtime", static () => OrtEnv.Instance().GetAvailableProviders());
        var missing = CudaLayers.Missing(parsed);
        var obstacle = ProviderChoice.Obstacle(requested, known, missing);
        if (obstacle is null && TryGpu(graph, options, out obstacle) is { } session)
        {
            var selected = requested == ExecutionProvider.TensorRt ? requested : ExecutionProvider.Cuda;
            return (session, new ProviderReport(requested, selected, $"{Name(selected)} device {options.DeviceId ?? 0} can be used") { NotOnCuda = missing });
        }

        return requested == ExecutionProvider.Auto
            ? (OnCpu(graph, model), new ProviderReport(requested, ExecutionProvider.Cpu, obstacle!) { NotOnCuda = missing })
            : throw new ProviderUnavailableException(
                $"{model}: {Name(requested)} was asked for and cannot be used: {obstacle}; use the provider Auto or Cpu, or an application with Microsoft.ML.OnnxRuntime.Gpu on a machine with an NVIDIA GPU.");
    }

    private static string Name(ExecutionProvider provider) => provider == ExecutionProvider.TensorRt ? "TensorRT" : "CUDA";

    private static InferenceSession? TryGpu(byte[] graph, ClassifierOptions options, out string? obstacle)
    {
        // The failed attempt is reported by this library; ONNX Runtime would print it on standard error as well.
        var environment = OrtEnv.Instance();
        var level = environment.EnvLogLevel;
        environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        var provider = ExecutionProvider.Cuda;
        try
        {
            using var session = NewOptions();
            session.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            if (options.Provider == ExecutionProvider.TensorRt)
            {
                provider = ExecutionProvider.TensorRt;
                using var tensorRt = new OrtTensorRTProviderOptions();
                tensorRt.UpdateOptions(ProviderChoice.TensorRtSettings(options));
                session.AppendExecutionProvider_Tensorrt(tensorRt);
                provider = ExecutionProvider.Cuda;
            }

            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(ProviderChoice.CudaSettings(options));
            session.AppendExecutionProvider_CUDA(cuda);
            obstacle = null;
            return new InferenceSession(graph, session);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
        {
            obstacle = $"the {Name(provider)} provider of ONNX Runtime did not start: {FirstLine(e.Message)}";
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
