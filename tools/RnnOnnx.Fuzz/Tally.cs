using RnnOnnx.Packages;

namespace RnnOnnx.Fuzz;

/// <summary>Counts outcomes by kind.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, Dictionary<Verdict, long>> _counts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private readonly List<Outcome> _failures = [];

    /// <summary>All failures in the order in which they came.</summary>
    public IReadOnlyList<Outcome> Failures => _failures;

    /// <summary>Number of cases.</summary>
    public long Total => _counts.Values.Sum(static counts => counts.Values.Sum());

    /// <summary>Number of cases of a kind that ended so.</summary>
    public long Count(string kind, Verdict verdict) => _counts.TryGetValue(kind, out var counts) ? counts.GetValueOrDefault(verdict) : 0;

    /// <summary>Number of cases that ended so.</summary>
    public long Count(Verdict verdict) => _counts.Values.Sum(counts => counts.GetValueOrDefault(verdict));

    /// <summary>Counts an outcome.</summary>
    public void Add(Outcome outcome)
    {
        if (!_counts.TryGetValue(outcome.Kind, out var counts))
        {
            _counts[outcome.Kind] = counts = [];
        }

        counts[outcome.Verdict] = counts.GetValueOrDefault(outcome.Verdict) + 1;
        if (outcome.Verdict == Verdict.Refused)
        {
            var type = outcome.Detail.Split(':')[0];
            _errors[type] = _errors.GetValueOrDefault(type) + 1;
        }

        if (outcome.IsFailure)
        {
            _failures.Add(outcome);
        }
    }

    /// <summary>Writes the counts, and the first failures.</summary>
    public void Write(TextWriter output, int failures)
    {
        string[] Row(string name, Func<Verdict, long> count) => [name, .. new[] { Enum.GetValues<Verdict>().Sum(count) }.Concat(Enum.GetValues<Verdict>().Select(count)).Select(static number => $"{number:N0}")];
        var rows = _counts.Select(kind => Row(kind.Key, verdict => kind.Value.GetValueOrDefault(verdict))).Append(Row("all", Count));
        TextTable.Write(output, ["kind", "cases", .. Enum.GetNames<Verdict>().Select(static name => name.ToLowerInvariant())], rows, [.. Enumerable.Range(1, 1 + Enum.GetValues<Verdict>().Length)]);
        output.WriteLine();
        output.WriteLine($"refused with {string.Join(", ", _errors.Select(static error => $"{error.Key} {error.Value:N0}"))}");
        foreach (var failure in _failures.Take(failures))
        {
            output.WriteLine($"\nFAILURE case {failure.Case}, {failure.Kind}, {failure.Verdict}: {failure.Detail}");
        }

        output.WriteLine(_failures.Count == 0 ? $"{Total:N0} cases, no failure" : $"\n{Total:N0} cases, {_failures.Count:N0} FAILURES");
    }
}
