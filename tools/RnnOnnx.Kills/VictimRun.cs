namespace RnnOnnx.Kills;

/// <summary>How a program ended.</summary>
/// <param name="Output">The lines that it wrote, and when, counted from its start.</param>
/// <param name="Errors">What it wrote as errors.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="ExitCode">With which code it ended.</param>
/// <param name="IsKilled">Whether it was killed.</param>
internal sealed record VictimRun(IReadOnlyList<(string Line, TimeSpan Time)> Output, string Errors, TimeSpan Duration, int ExitCode, bool IsKilled)
{
    /// <summary>The lines that it wrote.</summary>
    public IEnumerable<string> Lines => Output.Select(output => output.Line);

    /// <summary>What is wrong with a run that nobody killed; null for nothing.</summary>
    public string? Fault => IsKilled || ExitCode == 0 ? null : $"a run that was left alone ended with code {ExitCode}: {string.Join('\n', Lines)}\n{Errors}";

    /// <summary>Gives a run that came to its end.</summary>
    /// <exception cref="RnnOnnxException">It did not.</exception>
    public VictimRun Demanded() => Fault is { } fault ? throw new RnnOnnxException(fault) : this;
}
