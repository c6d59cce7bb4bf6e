namespace RnnOnnx.Kills;

/// <summary>What a run does.</summary>
internal sealed record KillOptions
{
    /// <summary>Which moments are drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How often processes are killed, by kind. Trials begin until the last of these kills.</summary>
    public required IReadOnlyDictionary<string, int> Kills { get; init; }

    /// <summary>The only trial that is made, of every kind that has kills; null for as many as it takes.</summary>
    public int? Trial { get; init; }

    /// <summary>Where the folders of failures are kept; null to keep none.</summary>
    public string? Save { get; init; }
}
