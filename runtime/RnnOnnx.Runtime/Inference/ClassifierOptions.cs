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

    /// <summary>Most texts that one run of the graph takes, at least 1; null for 8 on the CPU and 128 on a GPU.</summary>
    /// <remarks>
    /// An LSTM of 100 units over 1,024 texts of IMDB's lengths gave, on two cores, 2,100 texts a second in batches of 1, 5,300 to 6,100 in batches of
    /// 4 to 16 and 3,800 in batches of 128, where more is computed for padding and less fits in the cache.
    /// </remarks>
    public int? MaximumBatchSize { get; init; }

    /// <summary>Most runs of the graph at a time, at least 1; null for one per processor on the CPU and one on a GPU.</summary>
    public int? MaximumParallelism { get; init; }

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
