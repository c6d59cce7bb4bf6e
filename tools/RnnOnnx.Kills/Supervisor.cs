namespace RnnOnnx.Kills;

/// <summary>Has work done again and again, kills it at random moments, and looks at what is left.</summary>
/// <param name="options">How often.</param>
/// <param name="kinds">What can be done.</param>
/// <param name="output">Receives a line for each trial.</param>
internal sealed class Supervisor(KillOptions options, IReadOnlyList<IKillKind> kinds, TextWriter output)
{
    private const int MostKills = 4;

    // A moment that is drawn after the end of a run is no kill; a kind whose runs always end before would go on for ever.
    private const int MostRuns = 3 * MostKills;
    private const int TrialsPerKill = 10;

    /// <summary>Runs all trials.</summary>
    /// <returns>What became of them, kind by kind.</returns>
    /// <exception cref="RnnOnnxException">Work that nobody killed failed.</exception>
    public IReadOnlyList<Tally> Run(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("rnnonnx-kills-").FullName;
        try
        {
            return [.. kinds.Index().Where(kind => options.Kills.GetValueOrDefault(kind.Item.Name) > 0).Select(kind => Run(kind.Item, kind.Index, Directory.CreateDirectory(Path.Combine(folder, kind.Item.Name)).FullName, cancellation))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Tally Run(IKillKind kind, int index, string folder, CancellationToken cancellation)
    {
        var tally = new Tally(kind.Name);
        kind.Prepare(Directory.CreateDirectory(Path.Combine(folder, "prepared")).FullName);
        if (options.Trial is { } only)
        {
            return Run(kind, index, only, MostKills, Path.Combine(folder, "trial"), tally, cancellation);
        }

        var wanted = options.Kills[kind.Name];
        for (var number = 0; tally.Kills < wanted && number < TrialsPerKill * wanted; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            tally = Run(kind, index, number, wanted - tally.Kills, Path.Combine(folder, "trial"), tally, cancellation);
        }

        return tally.Kills == wanted ? tally : tally with { Failures = [.. tally.Failures, new(kind.Name, options.Seed, tally.Trials - 1, tally.Kills, $"{tally.Trials} trials ended before there were {wanted} kills")] };
    }

    private Tally Run(IKillKind kind, int index, int number, int most, string folder, Tally tally, CancellationToken cancellation)
    {
        // The same numbers whatever other kinds and trials there are, so that a failure can be repeated.
        var random = new Random(unchecked((((options.Seed * 1_000_003) + index) * 1_000_003) + number));
        var wanted = Math.Min(1 + random.Next(MostKills), most);
        var (kills, resumed, reported) = (0, 0, 0);
        var failures = new List<KillFailure>(tally.Failures);
        var trial = kind.Begin(Directory.CreateDirectory(folder).FullName, number);
        using var disposed = trial as IDisposable;
        for (var runs = 0; ; runs++)
        {
            cancellation.ThrowIfCancellationRequested();
            resumed += kills > 0 ? 1 : 0;
            var run = trial.Run(kills < wanted && runs < MostRuns ? random : null);
            if (run.IsKilled)
            {
                kills++;
                trial.AfterKill(run);
            }
            else if (run.Fault is { } fault)
            {
                trial.Faults.Add(fault);
            }

            Report();
            if (!run.IsKilled || trial.IsFinished)
            {
                break;
            }
        }

        trial.AtEnd();
        Report();
        output.WriteLine($"{kind.Name} {number}: killed {kills} times, {(reported == 0 ? "nothing lost" : $"{reported} FAILURES")}");
        if (reported > 0 && options.Save is { } save)
        {
            Keep(folder, Path.Combine(save, $"{options.Seed}-{kind.Name}-{number}"), failures.Skip(tally.Failures.Count));
        }

        Directory.Delete(folder, recursive: true);
        return tally with
        {
            Trials = tally.Trials + 1,
            Kills = tally.Kills + kills,
            Resumed = tally.Resumed + resumed,
            CutWrites = tally.CutWrites + trial.CutWrites,
            Checked = tally.Checked + trial.Checked,
            Failures = failures,
        };

        void Report()
        {
            failures.AddRange(trial.Faults.Skip(reported).Select(detail => new KillFailure(kind.Name, options.Seed, number, kills, detail)));
            reported = trial.Faults.Count;
        }
    }

    private static void Keep(string folder, string place, IEnumerable<KillFailure> failures)
    {
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }

        FolderContents.Copy(folder, Path.Combine(place, "left"));
        File.WriteAllLines(Path.Combine(place, "failures.txt"), failures.Select(failure => $"{failure}"));
    }
}
