#:property PublishAot=false
#:property GenerateDocumentationFile=false
// Reads Stryker's reports and writes the mutation score of each part, with every mutant that no test noticed: score.cs REPORTS LEAST-PERCENT [RUN...]
using System.Globalization;
using System.Text;
using System.Text.Json;

if (args is not [var folder, var percent, .. var runs] || runs.Length == 0 || !double.TryParse(percent, NumberStyles.Float, CultureInfo.InvariantCulture, out var least))
{
    Console.Error.WriteLine("score.cs: give the folder of the reports, the least score in percent, and the runs: runtime, trainer");
    return 2;
}

// A part is the files of a run whose paths hold one of these.
(string Name, string Run, string[] Paths)[] parts =
[
    ("text pipelines", "runtime", ["/Text/"]),
    ("batcher", "runtime", ["/Batching/", "/Inference/LengthBuckets.cs", "/Inference/BatchShapes.cs"]),
    ("graph builder", "trainer", ["/Export/"]),
];
var table = new StringBuilder("| part | score | killed | timeout | survived | not covered | ignored | do not compile |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
var details = new StringBuilder();
var isGood = true;
foreach (var (name, run, paths) in parts.Where(part => runs.Contains(part.Run)))
{
    var report = Path.Combine(folder, run, "reports", run + ".json");
    if (!File.Exists(report))
    {
        Console.Error.WriteLine($"score.cs: {report} is missing; Stryker ended without a report, and its output above says why");
        return 1;
    }

    using var document = JsonDocument.Parse(File.ReadAllBytes(report));
    var mutants = document.RootElement.GetProperty("files").EnumerateObject()
        .Where(file => paths.Any(path => file.Name.Replace('\\', '/').Contains(path, StringComparison.Ordinal)))
        .SelectMany(file => Mutant.Read(Path.GetFileName(file.Name), file.Value))
        // Stryker mutates all files and leaves out afterwards those that are not asked for.
        .Where(mutant => !mutant.Reason.Contains("mutate filter", StringComparison.OrdinalIgnoreCase))
        .ToArray();
    var counts = mutants.CountBy(mutant => mutant.Status).ToDictionary();
    int Count(string status) => counts.GetValueOrDefault(status);
    var (noticed, unnoticed) = (Count("Killed") + Count("Timeout"), Count("Survived") + Count("NoCoverage"));
    if (noticed + unnoticed == 0)
    {
        Console.Error.WriteLine($"score.cs: {report} has no tested mutant of the {name}; look at what the tests' first run and the mutate patterns in tools/mutation/{run}.json say");
        return 1;
    }

    var score = 100.0 * noticed / (noticed + unnoticed);
    isGood &= score >= least;
    table.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {score:F1} % | {Count("Killed")} | {Count("Timeout")} | {Count("Survived")} | {Count("NoCoverage")} | {Count("Ignored")} | {Count("CompileError")} |");
    List($"{name}: no test noticed", mutants.Where(mutant => mutant.Status is "Survived" or "NoCoverage"), mutant => mutant.Status == "NoCoverage" ? "no test runs it" : "");
    List($"{name}: noticed by a test that did not end", mutants.Where(mutant => mutant.Status == "Timeout"), _ => "");
    List($"{name}: left out with a reason", mutants.Where(mutant => mutant.Status == "Ignored" && !mutant.Reason.StartsWith("Removed by block", StringComparison.Ordinal)), mutant => mutant.Reason);
}

var scores = Path.Combine(folder, "scores.md");
File.WriteAllText(scores, $"{table}{details}");
Console.WriteLine($"{table}\nevery mutant that no test noticed: {scores}");
if (!isGood)
{
    Console.Error.WriteLine(CultureInfo.InvariantCulture, $"score.cs: a part's mutation score is below {least} %");
}

return isGood ? 0 : 1;

void List(string title, IEnumerable<Mutant> mutants, Func<Mutant, string> note)
{
    details.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
    foreach (var mutant in mutants.OrderBy(mutant => mutant.File, StringComparer.Ordinal).ThenBy(mutant => mutant.Line))
    {
        details.AppendLine($"- {mutant.File}:{mutant.Line} {mutant.Mutator}: `{mutant.Original}` -> `{mutant.Replacement}` {note(mutant)}".TrimEnd());
    }
}

internal sealed record Mutant(string File, int Line, string Status, string Mutator, string Original, string Replacement, string Reason)
{
    private const int LongestExcerpt = 120;

    public static IEnumerable<Mutant> Read(string file, JsonElement contents)
    {
        var lines = contents.GetProperty("source").GetString()!.Split('\n');
        foreach (var mutant in contents.GetProperty("mutants").EnumerateArray())
        {
            var (start, end) = (Position(mutant, "start"), Position(mutant, "end"));
            var original = start.Line == end.Line
                ? lines[start.Line - 1][(start.Column - 1)..Math.Min(end.Column - 1, lines[start.Line - 1].Length)]
                : lines[start.Line - 1][(start.Column - 1)..] + " ...";
            yield return new Mutant(
                file,
                start.Line,
                mutant.GetProperty("status").GetString()!,
                mutant.GetProperty("mutatorName").GetString()!,
                Excerpt(original),
                Excerpt(Text(mutant, "replacement")),
                Text(mutant, "statusReason"));
        }
    }

    private static (int Line, int Column) Position(JsonElement mutant, string side)
    {
        var position = mutant.GetProperty("location").GetProperty(side);
        return (position.GetProperty("line").GetInt32(), position.GetProperty("column").GetInt32());
    }

    private static string Text(JsonElement mutant, string name) => mutant.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static string Excerpt(string code)
    {
        var line = string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestExcerpt ? line : line[..LongestExcerpt] + " ...";
    }
}
