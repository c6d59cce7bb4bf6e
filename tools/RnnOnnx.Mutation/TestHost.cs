using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;

namespace RnnOnnx.Mutation;

/// <summary>A process that runs tests on the mutated library: it reads a mutant and its tests from each line of its input, and answers with what became of it.</summary>
internal sealed class TestHost
{
    /// <summary>What the process answers first; after it come the tests.</summary>
    public const string Ready = "ready";

    private readonly TestCase[] _tests;
    private readonly FieldInfo _active;
    private readonly FieldInfo _seen;
    private readonly TextWriter _answers;
    private readonly Lock _gate = new();
    private long _begun;
    private TimeSpan _computed;
    private double _limit = double.PositiveInfinity;

    private TestHost(string testAssembly, string library, Part part, TextWriter answers)
    {
        _answers = answers;
        var context = new TestContext(testAssembly, library);
        using var scope = context.EnterContextualReflection();
        var tests = context.LoadFromAssemblyPath(testAssembly);
        var switches = context.LoadFromAssemblyPath(library).GetType("RnnOnnx.MutationSwitch.Mutants")!;
        _active = switches.GetField("Active")!;
        _seen = switches.GetField("Seen")!;
        _tests = [.. tests.GetTypes().Where(type => part.Classes.IsMatch(type.FullName!) && !type.IsAbstract).OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(TestCase.Of)];
    }

    /// <summary>Answers until the input ends.</summary>
    public static void Run(string testAssembly, string library, Part part)
    {
        // What the tests write must not come between the answers.
        using var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Console.SetOut(TextWriter.Null);
        var host = new TestHost(testAssembly, library, part, answers);
        new Thread(host.Watch) { IsBackground = true }.Start();
        answers.WriteLine($"{Ready} {host._tests.Length}");
        while (Console.In.ReadLine() is { } line)
        {
            answers.WriteLine(line.StartsWith("cover ", StringComparison.Ordinal) ? host.Cover(int.Parse(line[6..])) : host.Judge(line));
        }

        Process.GetCurrentProcess().Kill();
    }

    // "NUMBER": runs each test without a mutant and tells time and mutants of each, one line a test.
    private string Cover(int mutants)
    {
        foreach (var test in _tests)
        {
            // The first time pays for what is compiled and loaded.
            _ = Failure(test);
            var seen = new bool[mutants];
            _seen.SetValue(null, seen);
            var begun = Stopwatch.GetTimestamp();
            var failure = Failure(test);
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            _seen.SetValue(null, null);
            var covered = string.Join(' ', Enumerable.Range(0, mutants).Where(id => seen[id]));
            _answers.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{test.Name}\t{seconds}\t{failure?.GetType().Name}\t{covered}"));
        }

        return "end";
    }

    // "MUTANT TEST:SECONDS ...": runs the tests until one fails.
    private string Judge(string line)
    {
        var words = line.Split(' ');
        foreach (var word in words[1..])
        {
            var (number, seconds) = word.Split(':') is [var n, var s] ? (int.Parse(n), double.Parse(s, CultureInfo.InvariantCulture)) : throw new InvalidOperationException(word);
            SetLimit(seconds);
            _active.SetValue(null, int.Parse(words[0]));
            var failure = Failure(_tests[number]);
            _active.SetValue(null, -1);
            SetLimit(double.PositiveInfinity);
            if (failure is null)
            {
                continue;
            }

            // A mutant may have spoiled what later tests share, such as pooled arrays.
            SetLimit(seconds);
            var isSpoiled = Failure(_tests[number]) is not null;
            SetLimit(double.PositiveInfinity);
            return $"killed {number}{(isSpoiled ? " spoiled" : "")}";
        }

        return "survived";
    }

    private static Exception? Failure(TestCase test)
    {
        try
        {
            test.Run();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void SetLimit(double seconds)
    {
        lock (_gate)
        {
            _limit = seconds;
            _begun = Stopwatch.GetTimestamp();
            _computed = Process.GetCurrentProcess().TotalProcessorTime;
        }
    }

    // Tests that do not end end the process. What they compute counts, and only after much longer what the clock says: the machine may be busy with other things.
    private void Watch()
    {
        while (true)
        {
            Thread.Sleep(200);
            lock (_gate)
            {
                if (Process.GetCurrentProcess().TotalProcessorTime - _computed > TimeSpan.FromSeconds(Math.Min(3 + (10 * _limit), 1e6)) || Stopwatch.GetElapsedTime(_begun).TotalSeconds > 8 + (20 * _limit))
                {
                    _answers.WriteLine("timeout");
                    Process.GetCurrentProcess().Kill();
                }
            }
        }
    }

    // The tests' own assemblies and native libraries, but for the mutated one.
    private sealed class TestContext(string testAssembly, string library) : AssemblyLoadContext("tests")
    {
        private readonly AssemblyDependencyResolver _resolver = new(testAssembly);

        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == Path.GetFileNameWithoutExtension(library)
            ? LoadFromAssemblyPath(library)
            : _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
