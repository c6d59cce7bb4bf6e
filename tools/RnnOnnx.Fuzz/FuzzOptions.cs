namespace RnnOnnx.Fuzz;

/// <summary>What a run does.</summary>
internal sealed record FuzzOptions
{
    /// <summary>Which cases are made.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Number of the first case.</summary>
    public long First { get; init; }

    /// <summary>How many cases are run; null for as many as there is time for.</summary>
    public long? Count { get; init; }

    /// <summary>How long it runs; null until all cases have been run.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Kinds to run; none for all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Processes at a time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>How much processor time a case may take, and a tenth of the time that it may take in all, before its process is ended.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most memory that a process may ever have held, in MiB.</summary>
    public int Memory { get; init; } = 2048;

    /// <summary>Where the inputs of failures are kept; null to keep none.</summary>
    public string? Save { get; init; }

    /// <summary>A failure that workers feign, to see that it is counted; null for none.</summary>
    public Trap? Trap { get; init; }
}

/// <summary>A failure that a worker feigns.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Case">At which case.</param>
internal sealed record Trap(TrapKind Kind, long Case);

/// <summary>What can happen to a worker.</summary>
internal enum TrapKind
{
    /// <summary>The process ends.</summary>
    Crash,

    /// <summary>A case does not end.</summary>
    Hang,

    /// <summary>An exception that is not the library's.</summary>
    Untyped,

    /// <summary>What must be refused is accepted.</summary>
    Accepted,
}
