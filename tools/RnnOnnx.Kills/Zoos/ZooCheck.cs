using System.Text.Json;
using RnnOnnx.Packages;
using RnnOnnx.Verification;

namespace RnnOnnx.Kills.Zoos;

/// <summary>Looks at zoos after a kill: every package that can be seen must be whole, and no package may be lost.</summary>
internal sealed class ZooCheck
{
    private readonly Dictionary<string, SortedDictionary<string, string>> _before;
    private readonly Dictionary<string, SortedDictionary<string, string>> _after;
    private readonly SortedDictionary<string, string> _end;

    /// <summary>Knows a zoo before some work and after it, both undisturbed.</summary>
    /// <exception cref="RnnOnnxException">They do not verify.</exception>
    public ZooCheck(string before, string after)
    {
        (_before, _after, _end) = (Packages(before), Packages(after), FolderContents.Of(after));
        if (Unverified(after) is { } fault)
        {
            throw new RnnOnnxException($"nothing was killed yet, and {fault}");
        }
    }

    /// <summary>The packages that there are from the start.</summary>
    public IEnumerable<string> Before => _before.Keys;

    /// <summary>Looks at a zoo in which somebody was killed.</summary>
    /// <param name="zoo">The zoo.</param>
    /// <param name="known">The packages that were there before, to which those are added that are there now.</param>
    /// <returns>Number of packages that were looked at, and what is wrong with them.</returns>
    public (int Checked, IReadOnlyList<string> Faults) AfterKill(string zoo, ISet<string> known)
    {
        var faults = new List<string>();
        var there = Packages(zoo);
        foreach (var (id, contents) in there)
        {
            if (!States(id).Any(state => state.SequenceEqual(contents)))
            {
                faults.Add($"{id} is neither what it was nor what it becomes: {string.Join("; or ", States(id).Select(state => FolderContents.Difference(state, contents)))}");
            }

            if (Unverified(Path.Combine(zoo, id)) is { } fault)
            {
                faults.Add(fault);
            }
        }

        // Between two renames a package has no place; the next start gives it back.
        known.UnionWith(there.Keys);
        faults.AddRange(known.Except(there.Keys)
            .Where(id => !Directory.GetDirectories(zoo, $".{id}.old-*").Any(old => FolderContents.Of(old) is var contents && States(id).Any(state => state.SequenceEqual(contents))))
            .Select(id => $"{id} is lost"));
        using (var models = ModelZoo.Open(zoo))
        {
            faults.AddRange(models.Models.Where(model => model.Manifest is null).Select(model => $"the zoo shows {model.Id} with a fault: {model.Damage}"));
        }

        var index = Path.Combine(zoo, ZooVerifier.IndexFile);
        try
        {
            using var listed = File.Exists(index) ? JsonDocument.Parse(File.ReadAllBytes(index)) : null;
        }
        catch (JsonException e)
        {
            faults.Add($"{ZooVerifier.IndexFile} is no JSON: {e.Message}");
        }

        return (there.Count, faults);
    }

    /// <summary>Looks at a zoo whose work is done.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public string? AtEnd(string zoo) => FolderContents.Difference(_end, FolderContents.Of(zoo)) is { } difference ? $"the finished zoo is not that of work that nobody killed: {difference}" : Unverified(zoo);

    private IEnumerable<SortedDictionary<string, string>> States(string id) => new[] { _before, _after }.Where(state => state.ContainsKey(id)).Select(state => state[id]);

    private static string? Unverified(string folder)
    {
        try
        {
            var faults = ZooVerifier.Verify(folder).SelectMany(package => package.Checks.Where(check => !check.Passed).Select(check => $"{package.Id}: {check.Name}: {check.Detail}")).ToArray();
            return faults.Length == 0 ? null : $"verification fails: {string.Join("; ", faults)}";
        }
        catch (RnnOnnxException e)
        {
            return $"verification fails: {e.Message}";
        }
    }

    // Folders with a dot are a writer's own; everything else is seen.
    private static Dictionary<string, SortedDictionary<string, string>> Packages(string zoo) =>
        Directory.GetDirectories(zoo).Where(folder => !Path.GetFileName(folder).StartsWith('.')).ToDictionary(folder => Path.GetFileName(folder), FolderContents.Of);
}
