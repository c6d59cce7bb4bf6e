using System.Diagnostics;

namespace RnnOnnx.Kills;

/// <summary>Runs programs, and kills them.</summary>
internal static class Victim
{
    // Whatever is run here takes seconds; what takes longer than this hangs, and is ended so that the rest can be tried.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program of .NET to its end, or to its death.</summary>
    /// <param name="program">Its file, beside this program's.</param>
    /// <param name="environment">What it finds in its environment.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="death">When it is killed; null for never.</param>
    public static VictimRun Run(string program, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments, Death? death)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new RnnOnnxException("dotnet did not start; put the .NET SDK on the PATH.");
        using var end = new Timer(_ => End(process), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var lines = new List<(string Line, TimeSpan Time)>();
            bool Reads()
            {
                if (process.StandardOutput.ReadLine() is not { } line)
                {
                    return false;
                }

                lines.Add((line, watch.Elapsed));
                return true;
            }

            while (lines.Count != death?.Lines && Reads())
            {
            }

            var isKilled = death is not null && lines.Count == death.Lines && !process.WaitForExit(death.Further);
            if (isKilled)
            {
                Kill(process, death!.Prey);
            }

            // What it said last is still in the pipe.
            while (Reads())
            {
            }

            process.WaitForExit();
            var duration = watch.Elapsed;
            return new VictimRun(lines, errors.GetAwaiter().GetResult(), duration, process.ExitCode, isKilled && process.ExitCode != 0);
        }
        finally
        {
            End(process);
        }
    }

    private static void Kill(Process process, Prey prey)
    {
        var jobs = Jobs(process.Id);
        if (prey != Prey.Jobs || jobs.Length == 0)
        {
            process.Kill();
        }

        if (prey != Prey.Program)
        {
            foreach (var job in jobs)
            {
                Kill(job);
            }
        }

        // A job ends by itself when its program is dead, a moment later.
        var waited = Stopwatch.StartNew();
        while (jobs.Any(IsAlive))
        {
            if (waited.Elapsed > Patience)
            {
                Array.ForEach(jobs, Kill);
                throw new RnnOnnxException($"the processes {string.Join(", ", jobs)} outlived the program that had started them");
            }

            Thread.Sleep(1);
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has just ended.
        }
    }

    // The system tells of each thread which processes it has started; one that does not has no jobs to single out.
    private static int[] Jobs(int id)
    {
        try
        {
            return
            [
                .. Directory.EnumerateDirectories($"/proc/{id}/task")
                    .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // Dead ones whose parent died before them are listed until the system's first process looks after them; until the last thread is gone, they hold their files.
    private static bool IsAlive(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X') || Directory.GetDirectories($"/proc/{id}/task").Length > 1;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void End(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
    }
}
