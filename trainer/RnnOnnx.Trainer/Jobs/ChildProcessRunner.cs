using System.Diagnostics;

namespace RnnOnnx.Trainer.Jobs;

/// <summary>
/// Does each job in a process of its own: this program with the job's words. Torch has one random state per process, so jobs side by side draw what they would draw alone.
/// The child tells its <see cref="JobEvent"/>s on its standard output; on its standard input it is told to stop, and when that ends it knows that its parent is dead.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class ChildProcessRunner(TimeProvider time) : IJobRunner
{
    // Training and evaluation stop between two batches, but reading a corpus and writing a package do not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(TrainingJob job, Action<JobEvent> observe, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(observe);
        using var process = Process.Start(Program(job.Words)) ?? throw new RnnOnnxException($"{job.Name}: no process could be started for it");
        using var ended = new CancellationTokenSource();
        var stopping = Task.CompletedTask;
        await using var registration = cancellation.Register(() =>
        {
            observe(new JobEvent.Line($"{job.Name}: stopping after the batch in hand (process {process.Id})"));
            stopping = StopAsync(process, ended.Token);
        });
        var errors = ReadErrorsAsync(process, job, observe);
        var (result, failure) = ((JobResult?)null, (string?)null);
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            switch (JobEvent.Parse(line))
            {
                case JobEvent.Finished finished:
                    result = finished.Result;
                    break;
                case JobEvent.Failed failed:
                    failure = failed.Message;
                    break;
                case var happening:
                    observe(happening);
                    break;
            }
        }

        var lastError = await errors;
        await process.WaitForExitAsync(CancellationToken.None);
        await registration.DisposeAsync();
        await ended.CancelAsync();
        await stopping;
        if (result is null)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return result ?? throw new RnnOnnxException(failure
            ?? $"its process ended with code {process.ExitCode}{(process.ExitCode == 137 ? ": it was killed, as the system does when memory runs out; train fewer --jobs at a time" : "")}{(lastError is null ? "" : $"; its last words: {lastError}")}");
    }

    private static async Task<string?> ReadErrorsAsync(Process process, TrainingJob job, Action<JobEvent> observe)
    {
        string? last = null;
        while (await process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            last = line;
            observe(new JobEvent.Line($"{job.Name}: {line}"));
        }

        return last;
    }

    private async Task StopAsync(Process process, CancellationToken ended)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(ParentProcess.Stop.AsMemory(), CancellationToken.None);
            await process.StandardInput.FlushAsync(CancellationToken.None);
            await Task.Delay(Patience, time, ended);
            process.Kill();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    // `dotnet RnnOnnx.Trainer.dll` or the executable that stands for it.
    private static ProcessStartInfo Program(IReadOnlyList<string> words)
    {
        var executable = Environment.ProcessPath ?? throw new RnnOnnxException("the system does not say where this program lies, and training needs to start it again; start it by its full path");
        var isHost = Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(executable, isHost ? [typeof(ChildProcessRunner).Assembly.Location, .. words] : words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        AllocatorSettings.AddTo(start.Environment);
        return start;
    }
}
