namespace RnnOnnx.Inference;

/// <summary>How a model is run.</summary>
public sealed record ClassifierOptions
{
    /// <summary>What computes the model.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Auto;

    /// <summary>Number of the GPU, from 0; null for the first. Meaningless on the CPU.</summary>
    public int? DeviceId { get; init; }

    /// <summary>Most bytes of GPU memory that the model's arena takes, at least 1; null for no limit. Meaningless on the CPU.</summary>
    public long? GpuMemoryLimit { get; init; }

    /// <summary>True to let a GPU multiply in TF32: faster, and scores differ from the CPU's by about a thousandth. Meaningless on the CPU.</summary>
    public bool AllowTf32 { get; init; }

    /// <summary>False to run every batch on a GPU node by node. Meaningless on the CPU.</summary>
    /// <remarks>
    /// By default, shapes that come again are captured when the model is loaded, and replayed. That takes a session, and its memory on the GPU, for each of them, so it is not done under a
    /// <see cref="GpuMemoryLimit"/>, nor where a layer does not allow it; <see cref="ProviderReport.Transfer"/> tells. If the process uses CUDA otherwise while a model is loaded, CUDA may refuse one or the other.
    /// </remarks>
    public bool CudaGraphs { get; init; } = true;

    /// <summary>Most texts that one run of the graph takes, at least 1; null for 128 on a GPU, and on the CPU for 12, or 6 whose longest has more than 128 ids.</summary>
    /// <remarks>
    /// ONNX Runtime multiplies 12 rows at a time, or 6, and what is over by itself. In larger batches more is computed for padding and less fits in the cache, which long texts fill sooner: on two cores
    /// with AVX-512 an LSTM of 100 units gave, over IMDB's 25,000 test texts, 9,700 texts a second in batches of 6, 9,450 in batches of 12 and 7,600 in batches of 32; one over 40 words 44,600, 47,500 and 47,900.
    /// </remarks>
    public int? MaximumBatchSize { get; init; }

    /// <summary>Most runs of the graph at a time, at least 1; null for one per processor on the CPU and one on a GPU.</summary>
    public int? MaximumParallelism { get; init; }

    /// <summary>Texts that one run takes on a provider when nobody says otherwise.</summary>
    internal static int DefaultBatchSize(ExecutionProvider provider) => provider == ExecutionProvider.Cpu ? 12 : 128;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the parameter name is the option's.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumBatchSize ?? 1, 1, nameof(MaximumBatchSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumParallelism ?? 1, 1, nameof(MaximumParallelism));
        ArgumentOutOfRangeException.ThrowIfNegative(DeviceId ?? 0, nameof(DeviceId));
        ArgumentOutOfRangeException.ThrowIfLessThan(GpuMemoryLimit ?? 1, 1, nameof(GpuMemoryLimit));
    }
}
