namespace RnnOnnx.Trainer.Jobs;

/// <summary>What the C library's allocator is told when a process starts that trains.</summary>
/// <remarks>
/// A batch over 500 steps takes and frees tensors of 25 MB. By itself glibc gives such memory back to the system, and every batch pays for some 25,000 new pages:
/// a tenth to a quarter of the time of a small network. Here it keeps what was freed, in one heap for all threads, since the heaps of threads give theirs back all the same.
/// The variables are read at the start of a process only; other C libraries know none of them.
/// </remarks>
internal static class AllocatorSettings
{
    private static readonly (string Name, string Value)[] Variables =
    [
        ("MALLOC_ARENA_MAX", "1"),
        ("MALLOC_MMAP_THRESHOLD_", $"{1L << 30}"),
        ("MALLOC_TRIM_THRESHOLD_", $"{1L << 32}"),
    ];

    /// <summary>Adds them to a process' environment; what the user has set stays.</summary>
    public static void AddTo(IDictionary<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        foreach (var (name, value) in Variables)
        {
            environment.TryAdd(name, value);
        }
    }
}
