namespace RnnOnnx.Kills;

/// <summary>A piece of work from its beginning to its end, however often it is killed on the way; disposed of after that if there is something to dispose of.</summary>
internal abstract class KillTrial
{
    /// <summary>What went wrong so far.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Number of packages, or files of a download, that were looked at after kills.</summary>
    public int Checked { get; protected set; }

    /// <summary>Number of kills after which something half-written lay about.</summary>
    public int CutWrites { get; protected set; }

    /// <summary>Whether a kill came after all was done, so that there is nothing to go on with.</summary>
    public virtual bool IsFinished => false;

    /// <summary>Begins the work or goes on with it.</summary>
    /// <param name="random">Draws the moment of death; null to let it come to its end.</param>
    public abstract VictimRun Run(Random? random);

    /// <summary>Looks at what a run has left that was killed.</summary>
    /// <param name="run">The run.</param>
    public abstract void AfterKill(VictimRun run);

    /// <summary>Looks at the finished work.</summary>
    public abstract void AtEnd();
}
