using System.Diagnostics;
using System.Globalization;
using System.Text;
using RnnOnnx.Mutation;

// Mutation tests: LEAST-SCORE-IN-PERCENT [PART...]; `host` is how it starts the processes that run the tests.
if (args is ["host", var testAssembly, var library, var name])
{
    TestHost.Run(testAssembly, library, Part.All.Single(part => part.Name == name));
    return 0;
}

try
{
    var names = args.Skip(1).ToArray();
    if (args.Length == 0 || !double.TryParse(args[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var least))
    {
        throw new MutationException($"give the least score in percent, and parts if not all are meant: {string.Join(", ", Part.All.Select(part => part.Name))}");
    }

    if (names.FirstOrDefault(name => Part.All.All(part => part.Name != name)) is { } unknown)
    {
        throw new MutationException($"the part '{unknown}' is not known; there are {string.Join(", ", Part.All.Select(part => part.Name))}");
    }

    return Measure(least, [.. Part.All.Where(part => names.Length == 0 || names.Contains(part.Name))]) ? 0 : 1;
}
catch (MutationException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 1;
}

static bool Measure(double least, Part[] parts)
{
    var root = Root();
    var output = Path.Combine(root, "artifacts", "mutation");
    var table = new StringBuilder("| part | score | mutants | killed | timeout | survived | not covered | do not compile | minutes |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    var isGood = true;
    foreach (var part in parts)
    {
        var begun = Stopwatch.GetTimestamp();
        var folder = Path.Combine(output, part.Name);
        Directory.CreateDirectory(folder);
        var assembly = Path.Combine(folder, part.Library + ".dll");
        var (mutants, left) = MutatedLibrary.Write(root, part, assembly);
        File.WriteAllLines(Path.Combine(folder, "not-compiled.md"), left.Select(l => $"- {Line(l.Mutant)}: {l.Error}"));
        using var run = new MutationRun(root, part, assembly, mutants);
        var ends = run.Run();
        int Count(string end) => ends.Count(e => e.End == end);
        var score = 100.0 * (Count("killed") + Count("timeout")) / ends.Count;
        isGood &= score >= least;
        table.AppendLine(CultureInfo.InvariantCulture, $"| {part.Name} | {score:F1} % | {ends.Count} | {Count("killed")} | {Count("timeout")} | {Count("survived")} | {Count("not covered")} | {left.Count} | {Stopwatch.GetElapsedTime(begun).TotalMinutes:F1} |");
        var details = new StringBuilder();
        foreach (var end in new[] { "survived", "not covered", "timeout" })
        {
            details.Append(CultureInfo.InvariantCulture, $"## {end}\n\n");
            foreach (var (mutant, _) in ends.Where(e => e.End == end))
            {
                details.AppendLine($"- {Line(mutant)}");
            }

            details.AppendLine();
        }

        File.WriteAllText(Path.Combine(folder, "mutants.md"), details.ToString());
    }

    File.WriteAllText(Path.Combine(output, "scores.md"), table.ToString());
    Console.WriteLine($"{table}\nmutants that no test noticed: artifacts/mutation/PART/mutants.md");
    if (!isGood)
    {
        Console.Error.WriteLine($"error: a score is below {least} %");
    }

    return isGood;
}

static string Line(Mutant mutant) => $"{mutant.File}:{mutant.Line} {mutant.Kind}: `{mutant.Original}`{(mutant.Replacement.Length == 0 ? "" : $" -> `{mutant.Replacement}`")}";

static string Root()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "RnnOnnx.sln")))
        {
            return folder.FullName;
        }
    }

    throw new MutationException($"RnnOnnx.sln is in no folder above {AppContext.BaseDirectory}");
}
