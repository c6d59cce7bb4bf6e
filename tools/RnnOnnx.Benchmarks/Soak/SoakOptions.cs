namespace RnnOnnx.Benchmarks.Soak;

/// <summary>What a soak does.</summary>
internal sealed record SoakOptions
{
    /// <summary>The zoo, from whose folder models are loaded again and again.</summary>
    public required string Models { get; init; }

    /// <summary>Models to ask; none for a handful that differ from each other.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>How long it runs.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Callers at a time, at least 2: half of them are threads, the others wait for tasks.</summary>
    public int Callers { get; init; } = 64;

    /// <summary>From one row of figures to the next; null for five seconds, or less where that would make fewer than 24 rows.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The folder that gets the figures.</summary>
    public string Output { get; init; } = Path.Combine("artifacts", "soak");

    /// <summary>Which texts are made and in which order they are sent.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long a call may take before it counts as one that never ends.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
