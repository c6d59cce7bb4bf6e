namespace RnnOnnx.Fuzz;

/// <summary>How a case ended.</summary>
internal enum Verdict
{
    /// <summary>The library took it, and what it gave was good.</summary>
    Accepted,

    /// <summary>The library refused it with an error of its own.</summary>
    Refused,

    /// <summary>An exception that is not the library's.</summary>
    Untyped,

    /// <summary>The library took what it must refuse, or gave what it must not give.</summary>
    Wrong,

    /// <summary>The process held more memory than it may.</summary>
    Memory,

    /// <summary>The case did not end in time.</summary>
    Hang,

    /// <summary>The process ended.</summary>
    Crash,
}

/// <summary>How a case ended, and why.</summary>
/// <param name="Case">Its number.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Detail">The type of an exception, and for failures all that is known.</param>
internal sealed record Outcome(long Case, string Kind, Verdict Verdict, string Detail)
{
    /// <summary>Whether the library did what it must not do.</summary>
    public bool IsFailure => Verdict > Verdict.Refused;
}
