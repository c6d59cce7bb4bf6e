using System.Diagnostics;
using System.Globalization;

namespace RnnOnnx.Mutation;

/// <summary>Runs the tests on every mutant of a part, in processes of their own.</summary>
internal sealed class MutationRun(string root, Part part, string library, IReadOnlyList<Mutant> mutants) : IDisposable
{
    // A process that has run many mutants may bear marks of some.
    private const int MutantsOfAProcess = 200;

    private readonly List<(string Name, double Seconds, HashSet<int> Covered)> _tests = [];
    private readonly Dictionary<int, int> _kills = [];
    private Process? _host;
    private int _judged;

    /// <summary>Runs them.</summary>
    /// <returns>What became of each mutant: killed, timeout, survived or not covered.</returns>
    public IReadOnlyList<(Mutant Mutant, string End)> Run()
    {
        Cover();
        var ends = new List<(Mutant, string)>();
        foreach (var mutant in mutants)
        {
            ends.Add((mutant, Judge(mutant)));
            if (ends.Count % 50 == 0)
            {
                Console.WriteLine($"{part.Name}: {ends.Count} of {mutants.Count} mutants; {string.Join(", ", ends.CountBy(end => end.Item2).Select(count => $"{count.Value} {count.Key}"))}");
            }
        }

        return ends;
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private void Cover()
    {
        var host = Start();
        host.StandardInput.WriteLine($"cover {mutants.Max(mutant => mutant.Id) + 1}");
        while (host.StandardOutput.ReadLine() is { } line && line != "end")
        {
            if (line.Split('\t') is not [var name, var seconds, var failure, var covered])
            {
                throw new MutationException($"a test host of '{part.Name}' says '{line}' where a test was to come");
            }

            if (failure.Length > 0)
            {
                throw new MutationException($"{name} fails with {failure} before anything is mutated; 'make test' has to pass first");
            }

            _tests.Add((name, double.Parse(seconds, CultureInfo.InvariantCulture), [.. covered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]));
        }

        if (host.HasExited || _tests.Count == 0)
        {
            throw new MutationException($"the tests of '{part.Name}' broke off before anything was mutated, after {_tests.Count} tests; see the output above");
        }

        Console.WriteLine($"{part.Name}: {_tests.Count} tests take {_tests.Sum(test => test.Seconds):F1} s");
    }

    private string Judge(Mutant mutant)
    {
        // First the tests that have noticed most so far, then the fastest.
        var covering = Enumerable.Range(0, _tests.Count).Where(i => _tests[i].Covered.Contains(mutant.Id)).OrderByDescending(i => _kills.GetValueOrDefault(i)).ThenBy(i => _tests[i].Seconds).ToArray();
        if (covering.Length == 0)
        {
            return "not covered";
        }

        if (_judged++ % MutantsOfAProcess == MutantsOfAProcess - 1)
        {
            Stop();
        }

        var host = _host ?? Start();
        host.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mutant.Id} {string.Join(' ', covering.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}:{_tests[i].Seconds}")))}"));
        var answer = host.StandardOutput.ReadLine()?.Split(' ');
        switch (answer)
        {
            case ["survived"]:
                return "survived";
            case ["killed", var test, ..]:
                _kills[int.Parse(test)] = _kills.GetValueOrDefault(int.Parse(test)) + 1;
                if (answer.Length > 2)
                {
                    Stop();
                }

                return "killed";
            case ["timeout"]:
                Stop();
                return "timeout";
            default:
                // The process died of it, as an error on a thread of the library's makes it.
                Stop();
                return "killed";
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "host", part.TestAssembly(root), library, part.Name },
            // A mutant that fills the memory meets its end early.
            Environment = { ["DOTNET_GCHeapHardLimit"] = "C0000000" },
        };
        _host = Process.Start(start)!;
        var errors = new Queue<string>();
        _host.ErrorDataReceived += (_, e) =>
        {
            lock (errors)
            {
                errors.Enqueue(e.Data ?? "");
            }
        };
        _host.BeginErrorReadLine();
        if (_host.StandardOutput.ReadLine() is not { } line || !line.StartsWith(TestHost.Ready, StringComparison.Ordinal))
        {
            _host.WaitForExit();
            throw new MutationException($"the process for the tests of '{part.Name}' does not start: {string.Join('\n', errors)}");
        }

        return _host;
    }

    private void Stop()
    {
        if (_host is null)
        {
            return;
        }

        try
        {
            _host.Kill();
            _host.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _host.Dispose();
        _host = null;
    }
}
