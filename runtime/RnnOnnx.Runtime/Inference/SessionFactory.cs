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
    /// <param name="gpu">Where a GPU is looked for.</param>
    /// <returns>The session, what computes and why, and the graph.</returns>
    /// <exception cref="GraphRefusedException">The graph is damaged, or does what no graph of this format does; ONNX Runtime has not seen it.</exception>
    public static (InferenceSession Session, ProviderReport Provider, OnnxGraph Graph) Create(ModelPackage package, ClassifierOptions options, IGpu gpu)
    {
        var (graph, model, parsed) = (package.GraphBytes, package.Manifest.Id, GraphGate.Check(package, options.MaximumBatchSize ?? ClassifierOptions.DefaultBatchSize(options.Provider)));
        var requested = options.Provider;
        if (requested == ExecutionProvider.Cpu)
        {
            return (OnCpu(graph, model), new ProviderReport(requested, ExecutionProvider.Cpu, "the CPU was asked for"), parsed);
        }

        var known = RuntimeCall("ONNX Runtime", () => gpu.Providers);
        var missing = CudaLayers.Missing(parsed);
        var obstacle = ProviderChoice.Obstacle(requested, known, missing);
        if (obstacle is null)
        {
            try
            {
                var selected = requested == ExecutionProvider.TensorRt ? requested : ExecutionProvider.Cuda;
                return (
                    gpu.Open(graph, options, captured: null),
                    new ProviderReport(requested, selected, $"{ProviderChoice.Name(selected)} device {options.DeviceId ?? 0} can be used") { NotOnCuda = missing },
                    parsed);
            }
            catch (ProviderUnavailableException e)
            {
                obstacle = e.Message;
            }
        }

        return requested == ExecutionProvider.Auto
            ? (OnCpu(graph, model), new ProviderReport(requested, ExecutionProvider.Cpu, obstacle) { NotOnCuda = missing }, parsed)
            : throw new ProviderUnavailableException(
                $"{model}: {ProviderChoice.Name(requested)} was asked for and cannot be used: {obstacle}; use the provider Auto or Cpu, or an application with Microsoft.ML.OnnxRuntime.Gpu on a machine with an NVIDIA GPU.");
    }

    /// <summary>Prepares a graph for the CPU.</summary>
    /// <param name="graph">The graph's file.</param>
    /// <param name="model">The model's id, for messages.</param>
    public static InferenceSession OnCpu(byte[] graph, string model) => RuntimeCall(model, () =>
    {
        using var options = NewOptions();
        return new InferenceSession(graph, options);
    });

    /// <summary>The options that all sessions have in common.</summary>
    public static SessionOptions NewOptions()
    {
        // Batches are what is spread over the cores: a thread pool inside each run would only compete with them.
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

    /// <summary>The part of an engine's message that fits into a sentence.</summary>
    public static string FirstLine(string message) => message.AsSpan().Trim().ToString().Split('\n')[0].TrimEnd('.', '\r', ' ');

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
}
