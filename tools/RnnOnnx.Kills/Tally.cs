using RnnOnnx.Packages;

namespace RnnOnnx.Kills;

/// <summary>What became of the trials of one kind.</summary>
/// <param name="Kind">The kind.</param>
internal sealed record Tally(string Kind)
{
    /// <summary>Number of trials.</summary>
    public int Trials { get; init; }

    /// <summary>Number of processes that were killed.</summary>
    public int Kills { get; init; }

    /// <summary>Number of runs that went on where one was killed.</summary>
    public int Resumed { get; init; }

    /// <summary>Number of kills after which something half-written lay about.</summary>
    public int CutWrites { get; init; }

    /// <summary>Number of packages, or files of a download, that were looked at after kills.</summary>
    public int Checked { get; init; }

    /// <summary>The failures.</summary>
    public IReadOnlyList<KillFailure> Failures { get; init; } = [];

    /// <summary>Writes a table.</summary>
    public static void Write(TextWriter output, IReadOnlyList<Tally> tallies)
    {
        var all = new Tally("all")
        {
            Trials = tallies.Sum(tally => tally.Trials),
            Kills = tallies.Sum(tally => tally.Kills),
            Resumed = tallies.Sum(tally => tally.Resumed),
            CutWrites = tallies.Sum(tally => tally.CutWrites),
            Checked = tallies.Sum(tally => tally.Checked),
            Failures = [.. tallies.SelectMany(tally => tally.Failures)],
        };
        TextTable.Write(
            output,
            ["kind", "kills", "resumed runs", "finished works", "kills in a write", "packages or files checked", "failures"],
            tallies.Append(all).Select(tally => (IReadOnlyList<string>)[tally.Kind, $"{tally.Kills}", $"{tally.Resumed}", $"{tally.Trials}", $"{tally.CutWrites}", $"{tally.Checked}", $"{tally.Failures.Count}"]),
            1, 2, 3, 4, 5, 6);
        foreach (var failure in all.Failures)
        {
            output.WriteLine($"\n{failure}");
        }

        output.WriteLine(all.Failures.Count == 0 ? $"{all.Kills} kills, nothing lost" : $"\n{all.Kills} kills, {all.Failures.Count} FAILURES");
    }
}

/// <summary>What went wrong in a trial.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Trial">Its number.</param>
/// <param name="Kills">How often it had been killed.</param>
/// <param name="Detail">What went wrong.</param>
internal sealed record KillFailure(string Kind, int Seed, int Trial, int Kills, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"FAILURE {Kind}, trial {Trial}, kill {Kills} (again: --seed {Seed} --kind {Kind} --trial {Trial}): {Detail}";
}
