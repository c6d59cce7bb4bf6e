using RnnOnnx.Inference;

namespace RnnOnnx.Batching;

/// <summary>How texts of several callers are put together.</summary>
public sealed record BatchingOptions
{
    /// <summary>Most texts that are run together, at least 1; null for 6 on the CPU and 128 on a GPU.</summary>
    /// <remarks>On the CPU 6 rows are computed about as fast, row by row, as the most of <see cref="ClassifierOptions.MaximumBatchSize"/>, and among few texts that wait 6 are more alike in length.</remarks>
    public int? MaximumBatchSize { get; init; }

    /// <summary>Longest that a text is held back for the sake of better batches, at least zero.</summary>
    /// <remarks>
    /// It bounds two things. A batch that is not full waits that long for company, counted from the arrival of its oldest text; when nothing is running it does not wait at all. And a
    /// text may be passed over in favour of later ones whose length fits a batch better; once it is that late, compared with the order of arrival, no later text starts before it.
    /// With zero a text starts as soon as a worker is free, and is passed over for one batch at most. The default is a few batches of an LSTM over reviews on a CPU: with less, texts under
    /// load go more in order of arrival and more is computed for padding.
    /// </remarks>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Most texts that wait, at least 1; further ones are refused with a <see cref="ClassifierOverloadedException"/>.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>Most batches that run at a time, at least 1; null for one per processor on the CPU and one on a GPU. Each has a thread of its own.</summary>
    public int? Workers { get; init; }

    /// <summary>What is wrong with the options, in a sentence without a full stop; null if nothing is.</summary>
    internal string? Violation() => this switch
    {
        { MaximumBatchSize: < 1 } => $"{nameof(MaximumBatchSize)} is {MaximumBatchSize} and must be at least 1",
        { QueueCapacity: < 1 } => $"{nameof(QueueCapacity)} is {QueueCapacity} and must be at least 1",
        { Workers: < 1 } => $"{nameof(Workers)} is {Workers} and must be at least 1, or null",
        _ when MaximumDelay < TimeSpan.Zero || MaximumDelay > LongestDelay => $"{nameof(MaximumDelay)} is {MaximumDelay} and must be between zero and {LongestDelay}",
        _ => null,
    };

    /// <summary>The options with the defaults of whatever computes: one worker and large batches on a GPU.</summary>
    internal BatchingOptions For(ExecutionProvider provider) => provider == ExecutionProvider.Cpu
        ? this
        : this with { Workers = Workers ?? 1, MaximumBatchSize = MaximumBatchSize ?? ClassifierOptions.DefaultBatchSize(provider) };

    internal const int CpuBatchSize = 6;

    // Timers take no more than 49 days; whoever waits an hour for company has mistaken the unit.
    private static TimeSpan LongestDelay => TimeSpan.FromHours(1);
}
