using System.Text;
using RnnOnnx.Fuzz.Cases;

namespace RnnOnnx.Fuzz;

/// <summary>Runs cases one after the other in a process of its own and tells on standard output, before each one and after it, in a line.</summary>
/// <remarks>Lines are <c>begin CASE KIND</c> and <c>end VERDICT DETAIL</c>, the detail in Base64. The worker ends when its standard input does.</remarks>
internal sealed class Worker(FuzzOptions options)
{
    private const int MaximumDetail = 4000;

    private readonly Stream _output = Console.OpenStandardOutput();

    /// <summary>Runs every step-th case.</summary>
    /// <param name="step">From one case to the next.</param>
    public void Run(int step)
    {
        var input = Task.Run(static () => Console.OpenStandardInput().CopyTo(Stream.Null));
        var end = options.Count is { } count ? options.First + count : long.MaxValue;
        var folder = Directory.CreateTempSubdirectory("rnnonnx-fuzz-").FullName;
        try
        {
            for (var index = options.First; index < end && !input.IsCompleted; index += step)
            {
                var outcome = RunCase(index, folder);
                Tell($"end {outcome.Verdict} {Convert.ToBase64String(Encoding.UTF8.GetBytes(outcome.Detail.Length > MaximumDetail ? outcome.Detail[..MaximumDetail] : outcome.Detail))}");
                Empty(folder);
                if (outcome.Verdict == Verdict.Memory)
                {
                    // The most that was ever held does not fall; the next case gets a process of its own.
                    return;
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Outcome RunCase(long index, string folder)
    {
        var (kind, input) = FuzzKind.Of(options.Seed, index, options.Kinds);
        Tell($"begin {index} {kind.Name}");
        input.Write(folder);
        Outcome outcome;
        try
        {
            Spring(index);
            input.Run(folder);
            outcome = input.MustBeRefused is { } reason ? new Outcome(index, kind.Name, Verdict.Wrong, $"accepted, but {reason}") : new Outcome(index, kind.Name, Verdict.Accepted, "");
        }
        catch (RnnOnnxException e)
        {
            outcome = new Outcome(index, kind.Name, Verdict.Refused, $"{e.GetType().Name}: {e.Message}");
        }
        catch (BadResultException e)
        {
            outcome = new Outcome(index, kind.Name, Verdict.Wrong, e.Message);
        }
        catch (Exception e)
        {
            outcome = new Outcome(index, kind.Name, Verdict.Untyped, e.ToString());
        }

        var held = PeakMemory() >> 20;
        return held <= options.Memory ? outcome : outcome with { Verdict = Verdict.Memory, Detail = $"the process has held {held} MiB, and {options.Memory} are the most; {outcome.Verdict} {outcome.Detail}" };
    }

    private void Spring(long index)
    {
        if (options.Trap is not { } trap || trap.Case != index)
        {
            return;
        }

        switch (trap.Kind)
        {
            case TrapKind.Crash:
                Environment.FailFast("as was asked for");
                break;
            case TrapKind.Hang:
                Thread.Sleep(Timeout.Infinite);
                break;
            case TrapKind.Accepted:
                throw new BadResultException("accepted, as was asked for");
            default:
                throw new InvalidOperationException("an exception of another kind, as was asked for");
        }
    }

    private static long PeakMemory()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    // Links are deleted, and never what they lead to.
    private static void Empty(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    private void Tell(string line) => _output.Write(Encoding.ASCII.GetBytes(line + "\n"));
}
