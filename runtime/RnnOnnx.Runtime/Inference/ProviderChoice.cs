using System.Globalization;

namespace RnnOnnx.Inference;

/// <summary>Which provider is tried for a model, and with which settings.</summary>
internal static class ProviderChoice
{
    private const string Cuda = "CUDAExecutionProvider";
    private const string TensorRt = "TensorrtExecutionProvider";

    /// <summary>Why a GPU is not even tried; null when it is.</summary>
    /// <param name="requested">Any but <see cref="ExecutionProvider.Cpu"/>.</param>
    /// <param name="known">The providers that this build of ONNX Runtime has.</param>
    /// <param name="missing">The model's nodes that CUDA does not compute.</param>
    public static string? Obstacle(ExecutionProvider requested, IReadOnlyCollection<string> known, IReadOnlyList<string> missing)
    {
        if (requested == ExecutionProvider.TensorRt && !known.Contains(TensorRt))
        {
            return "this build of ONNX Runtime has no TensorRT provider";
        }

        if (!known.Contains(Cuda))
        {
            return "this build of ONNX Runtime has no CUDA provider";
        }

        return requested == ExecutionProvider.Auto && missing.Count > 0 ? $"CUDA does not compute {string.Join(", ", missing)}" : null;
    }

    /// <summary>What messages call a GPU's provider.</summary>
    public static string Name(ExecutionProvider provider) => provider == ExecutionProvider.TensorRt ? "TensorRT" : "CUDA";

    /// <summary>The CUDA provider's settings.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="captures">True for a session that captures its runs as a CUDA graph.</param>
    public static Dictionary<string, string> CudaSettings(ClassifierOptions options, bool captures)
    {
        var settings = Device(options);
        settings["use_tf32"] = options.AllowTf32 ? "1" : "0";
        if (options.GpuMemoryLimit is { } limit)
        {
            settings["gpu_mem_limit"] = limit.ToString(CultureInfo.InvariantCulture);
        }

        if (captures)
        {
            settings["enable_cuda_graph"] = "1";
        }

        // By default the arena grows to the next power of two, which many models on one GPU cannot afford.
        settings["arena_extend_strategy"] = "kSameAsRequested";
        return settings;
    }

    /// <summary>The TensorRT provider's settings: single precision, as on the CPU.</summary>
    public static Dictionary<string, string> TensorRtSettings(ClassifierOptions options)
    {
        var settings = Device(options);
        settings["trt_fp16_enable"] = "0";
        settings["trt_int8_enable"] = "0";
        if (options.GpuMemoryLimit is { } limit)
        {
            settings["trt_max_workspace_size"] = limit.ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }

    private static Dictionary<string, string> Device(ClassifierOptions options) => new(StringComparer.Ordinal)
    {
        ["device_id"] = (options.DeviceId ?? 0).ToString(CultureInfo.InvariantCulture),
    };
}
