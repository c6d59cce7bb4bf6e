namespace RnnOnnx.Kills.Zoos;

/// <summary>A trial whose work is in a zoo.</summary>
internal abstract class ZooTrial : KillTrial
{
    private readonly ZooCheck _check;
    private readonly HashSet<string> _known;

    /// <summary>Begins with a copy of a zoo.</summary>
    protected ZooTrial(string folder, string start, ZooCheck check)
    {
        FolderContents.Copy(start, folder);
        (Zoo, _check, _known) = (folder, check, [.. check.Before]);
    }

    /// <summary>The zoo.</summary>
    protected string Zoo { get; }

    /// <inheritdoc/>
    public override void AfterKill(VictimRun run)
    {
        CutWrites += FolderContents.HasHalfWritten(Zoo) ? 1 : 0;
        var (packages, faults) = _check.AfterKill(Zoo, _known);
        Checked += packages;
        Faults.AddRange(faults);
    }

    /// <inheritdoc/>
    public override void AtEnd()
    {
        if (_check.AtEnd(Zoo) is { } fault)
        {
            Faults.Add(fault);
        }
    }
}
