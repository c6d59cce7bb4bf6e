namespace RnnOnnx.Kills;

/// <summary>When a program is to be killed. Moments are counted from a line of its output, so that a busy machine, on which all takes longer, has them at about the same place.</summary>
/// <param name="Lines">After so many lines.</param>
/// <param name="Further">And this long after the last of them.</param>
/// <param name="Prey">Who is killed.</param>
internal sealed record Death(int Lines, TimeSpan Further, Prey Prey);

/// <summary>Who of a program and the processes that it has started for its jobs is killed.</summary>
internal enum Prey
{
    /// <summary>All, as when a container ends.</summary>
    All,

    /// <summary>The program alone, as a user does who knows one number only.</summary>
    Program,

    /// <summary>The jobs, as a system does whose memory runs out; the program where there are none.</summary>
    Jobs,
}
