using Microsoft.ML.OnnxRuntime;

namespace RnnOnnx.Inference;

/// <summary>CUDA and TensorRT of ONNX Runtime.</summary>
internal sealed class Gpu : IGpu
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Providers => OrtEnv.Instance().GetAvailableProviders();

    /// <inheritdoc/>
    public InferenceSession Open(byte[] graph, ClassifierOptions options, IReadOnlyDictionary<string, int>? captured)
    {
        // The failed attempt is reported by this library; ONNX Runtime would print it on standard error as well.
        var environment = OrtEnv.Instance();
        var level = environment.EnvLogLevel;
        environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        var provider = ExecutionProvider.Cuda;
        using var pass = CaptureGate.EnterRun();
        try
        {
            using var session = SessionFactory.NewOptions();
            session.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            foreach (var (name, size) in captured ?? new Dictionary<string, int>())
            {
                session.AddFreeDimensionOverrideByName(name, size);
            }

            if (options.Provider == ExecutionProvider.TensorRt)
            {
                provider = ExecutionProvider.TensorRt;
                using var tensorRt = new OrtTensorRTProviderOptions();
                tensorRt.UpdateOptions(ProviderChoice.TensorRtSettings(options));
                session.AppendExecutionProvider_Tensorrt(tensorRt);
                provider = ExecutionProvider.Cuda;
            }

            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(ProviderChoice.CudaSettings(options, captured is not null));
            session.AppendExecutionProvider_CUDA(cuda);
            return new InferenceSession(graph, session);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
        {
            throw new ProviderUnavailableException($"the {ProviderChoice.Name(provider)} provider of ONNX Runtime did not start: {SessionFactory.FirstLine(e.Message)}", e);
        }
        finally
        {
            environment.EnvLogLevel = level;
        }
    }

    /// <inheritdoc/>
    public IDeviceMemory Memory(int device) => new CudaMemory(device);
}
