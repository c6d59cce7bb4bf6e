using System.Diagnostics;
using System.Globalization;
using System.Text;
using RnnOnnx.Fuzz.Cases;

namespace RnnOnnx.Fuzz;

/// <summary>Has cases run by processes of their own, and goes on after each that crashes or hangs.</summary>
internal sealed class Supervisor(FuzzOptions options, TimeProvider time)
{
    private const int StartingPatience = 4;
    private const int IdlePatience = 10;
    private const int MaximumErrors = 4000;

    private readonly Tally _tally = new();
    private readonly Lock _gate = new();

    /// <summary>Runs all cases.</summary>
    /// <param name="cancellation">Ends the run after the cases in hand.</param>
    /// <returns>What became of them.</returns>
    public async Task<Tally> Run(CancellationToken cancellation)
    {
        using var timer = options.Time is { } limit ? new CancellationTokenSource(limit, time) : new CancellationTokenSource();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        await Task.WhenAll(Enumerable.Range(0, options.Jobs).Select(job => RunJob(job, enough.Token)));
        return _tally;
    }

    private async Task RunJob(int job, CancellationToken enough)
    {
        long? next = options.First + job;
        var end = options.Count is { } count ? options.First + count : long.MaxValue;
        while (next < end && !enough.IsCancellationRequested)
        {
            next = await RunWorker(next.Value, end, enough);
        }
    }

    // The case to go on with; null when the worker is through.
    private async Task<long?> RunWorker(long first, long end, CancellationToken enough)
    {
        using var process = Start(first, end);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                // What it said last tells why it ended.
                errors.AppendLine(line.Data);
                errors.Remove(0, Math.Max(0, errors.Length - MaximumErrors));
            }
        };
        process.BeginErrorReadLine();
        (long Case, string Kind)? current = null;
        // A process that is asked to end does so after the case in hand.
        using var asked = enough.Register(process.StandardInput.Close);
        var last = first - options.Jobs;
        while (true)
        {
            if (await Line(process, current is null) is not { } read)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
                return Record(new Outcome(current?.Case ?? last + options.Jobs, current?.Kind ?? "start", Verdict.Hang, $"no end within {options.Patience.TotalSeconds} s of processor time"), errors);
            }

            var line = read.Text;
            switch (line?.Split(' '))
            {
                case ["begin", var number, var kind]:
                    last = long.Parse(number, CultureInfo.InvariantCulture);
                    current = (last, kind);
                    break;
                case ["end", var verdict, var detail] when current is { } done:
                    current = null;
                    Record(new Outcome(done.Case, done.Kind, Enum.Parse<Verdict>(verdict), Encoding.UTF8.GetString(Convert.FromBase64String(detail))), null);
                    break;
                case null:
                    await process.WaitForExitAsync(CancellationToken.None);
                    if (current is { } broken)
                    {
                        return Record(new Outcome(broken.Case, broken.Kind, Verdict.Crash, $"the process ended with {process.ExitCode}"), errors);
                    }

                    if (process.ExitCode != 0)
                    {
                        return Record(new Outcome(last + options.Jobs, "start", Verdict.Crash, $"the process ended with {process.ExitCode}"), errors);
                    }

                    return last + options.Jobs;
                default:
                    // ONNX Runtime prints where it likes.
                    break;
            }
        }
    }

    // A busy machine makes everybody wait: a case has its patience in processor time, and many times as much beside that.
    private async Task<Read?> Line(Process process, bool isStarting)
    {
        var line = process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
        var patience = isStarting ? options.Patience * StartingPatience : options.Patience;
        var began = time.GetTimestamp();
        TimeSpan? before = null;
        while (true)
        {
            try
            {
                return new Read(await line.WaitAsync(patience, time, CancellationToken.None));
            }
            catch (TimeoutException)
            {
                var used = ProcessorTime(process);
                before ??= used;
                if (used - before >= patience || time.GetElapsedTime(began) >= patience * IdlePatience)
                {
                    return null;
                }
            }
        }
    }

    // Of a process that has just ended, the end of its output tells.
    private static TimeSpan? ProcessorTime(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private long Record(Outcome outcome, StringBuilder? errors)
    {
        if (errors is not null)
        {
            lock (errors)
            {
                outcome = outcome with { Detail = $"{outcome.Detail}\n{errors}" };
            }
        }

        lock (_gate)
        {
            _tally.Add(outcome);
        }

        if (outcome is { IsFailure: true, Kind: not "start" } && options.Save is not null)
        {
            Keep(outcome);
        }

        return outcome.Case + options.Jobs;
    }

    private void Keep(Outcome outcome)
    {
        var folder = Path.Combine(options.Save!, $"{options.Seed}-{outcome.Case}-{outcome.Kind}-{outcome.Verdict}".ToLowerInvariant());
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        FuzzKind.Of(options.Seed, outcome.Case, options.Kinds).Case.Write(folder);
        var kinds = string.Concat(options.Kinds.Select(static kind => $" --kind {kind}"));
        File.WriteAllText(Path.Combine(folder, "outcome.txt"), $"--seed {options.Seed} --first {outcome.Case} --count 1{kinds}\n{outcome.Verdict}: {outcome.Detail}\n");
    }

    private Process Start(long first, long end)
    {
        List<string> arguments =
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "RnnOnnx.Fuzz.dll"), "worker", "--step", Text(options.Jobs), "--seed", Text(options.Seed), "--first", Text(first), "--memory", Text(options.Memory),
        ];
        if (options.Count is not null)
        {
            arguments.AddRange(["--count", Text(end - first)]);
        }

        foreach (var kind in options.Kinds)
        {
            arguments.AddRange(["--kind", kind]);
        }

        if (options.Trap is { } trap)
        {
            arguments.AddRange(["--trap", $"{trap.Kind}@{Text(trap.Case)}"]);
        }

        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // What a crash leaves behind is its input, not a picture of the memory.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return Process.Start(start) ?? throw new RnnOnnxException("dotnet did not start; put the .NET SDK on the PATH.");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A line of a worker; null at the end of its output.</summary>
    private sealed record Read(string? Text);
}
