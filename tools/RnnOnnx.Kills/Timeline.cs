namespace RnnOnnx.Kills;

/// <summary>How long a program that nobody disturbs takes from line to line, from which moments to kill it are drawn.</summary>
internal sealed class Timeline
{
    // Another run may take a little longer.
    private const double Longer = 1.1;

    private readonly (string Line, TimeSpan Before)[] _lines;
    private readonly TimeSpan _after;

    /// <summary>The timeline of a run.</summary>
    public Timeline(VictimRun run)
        : this([.. run.Output.Select((output, i) => (output.Line, output.Time - (i == 0 ? TimeSpan.Zero : run.Output[i - 1].Time)))], run.Duration - (run.Output.Count == 0 ? TimeSpan.Zero : run.Output[^1].Time))
    {
    }

    private Timeline((string Line, TimeSpan Before)[] lines, TimeSpan after) => (_lines, _after) = (lines, after);

    /// <summary>The timeline of a run that does not do, for it has been done, what some lines tell.</summary>
    public Timeline Without(Func<string, bool> isDone) => new([.. _lines.Where(line => !isDone(line.Line))], _after);

    /// <summary>Number of lines up to the first of a kind, this one included.</summary>
    public int Past(Func<string, bool> isOfKind) => Array.FindIndex(_lines, line => isOfKind(line.Line)) + 1;

    /// <summary>Draws a moment: one time out of two all moments are as likely, the other time all lines, for much is written in little time.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="prey">Who is killed then.</param>
    /// <param name="from">Number of lines before the earliest moment.</param>
    public Death Draw(Random random, Prey prey, int from = 0)
    {
        TimeSpan[] gaps = [.. _lines.Select(line => line.Before).Append(_after).Skip(from)];
        if (random.Next(2) == 0)
        {
            var line = random.Next(gaps.Length);
            return new Death(from + line, random.NextDouble() * Longer * gaps[line], prey);
        }

        var left = random.NextDouble() * Longer * gaps.Aggregate(TimeSpan.Zero, (sum, gap) => sum + gap);
        var past = 0;
        while (past < gaps.Length - 1 && left > gaps[past])
        {
            left -= gaps[past++];
        }

        return new Death(from + past, left, prey);
    }
}
