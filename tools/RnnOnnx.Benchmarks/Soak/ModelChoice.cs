using RnnOnnx.Packages;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>Chooses a few models of a zoo that differ from each other.</summary>
internal static class ModelChoice
{
    /// <summary>The ids of classifiers, the next one always being that which brings most that the others lack: layers, labels, ways of reading.</summary>
    /// <param name="zoo">The zoo.</param>
    /// <param name="most">Most models to choose, at least 1.</param>
    /// <exception cref="RnnOnnxException">The zoo has none.</exception>
    public static IReadOnlyList<string> Varied(ModelZoo zoo, int most)
    {
        var left = zoo.Models.Select(static model => model.Manifest).OfType<ModelManifest>().Where(static manifest => manifest.Task != ModelTask.Generation).ToList();
        if (left.Count == 0)
        {
            throw new RnnOnnxException($"{zoo.Folder} holds no model that classifies texts; run 'make train-all' or name another zoo with --models.");
        }

        var chosen = new List<string>();
        var seen = new HashSet<string>();
        while (chosen.Count < most && left.MaxBy(manifest => Traits(manifest).Count(trait => !seen.Contains(trait))) is { } next)
        {
            left.Remove(next);
            seen.UnionWith(Traits(next));
            chosen.Add(next.Id);
        }

        return chosen;
    }

    private static IEnumerable<string> Traits(ModelManifest manifest) =>
    [
        .. manifest.Layers.Select(static layer => layer.Type).Distinct(),
        manifest.Pipeline.Kind,
        $"{manifest.Task}",
        $"{manifest.Pipeline.Padding} {manifest.Graph.LengthAdaptive}",
        manifest.Vectors is null ? "ids" : "vectors",
    ];
}
