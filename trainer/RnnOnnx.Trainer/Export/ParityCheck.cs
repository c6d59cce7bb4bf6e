using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Trainer.Export;

/// <summary>Opens a written package with the runtime, as a user would, and compares its ids and scores with the trainer's.</summary>
public static class ParityCheck
{
    /// <summary>Compares all samples and the package's own goldens: scores from ids in batches, and for those that have a text, its ids and its scores one by one.</summary>
    /// <param name="folder">The package's folder; its name may differ from the model's id.</param>
    /// <param name="samples">Texts with the trainer's scores; at least one.</param>
    /// <exception cref="ParityException">An id or score differs by more than the manifest's tolerance, or the runtime cannot use the package.</exception>
    public static ParityReport Run(string folder, IReadOnlyList<ParitySample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0)
        {
            throw new ArgumentException("a comparison needs at least one sample.", nameof(samples));
        }

        try
        {
            var package = ModelPackage.Open(folder);
            return package.Manifest.Task == ModelTask.Generation ? GeneratorPackage.Compare(package, samples) : Compare(package, samples);
        }
        catch (RnnOnnxException e) when (e is not ExportException)
        {
            throw new ParityException($"the runtime cannot use the package that was just written: {e.Message}", e);
        }
    }

    private static ParityReport Compare(ModelPackage package, IReadOnlyList<ParitySample> samples)
    {
        // On the CPU whatever the machine has: the trainer may hold the GPU with a CUDA version of its own.
        using var classifier = TextClassifier.Load(package, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        ParitySample[] all = [.. samples, .. package.ReadGoldens().Select(g => new ParitySample(g.Text, g.Ids, g.Scores))];
        var expected = Array.ConvertAll(all, s => s.Scores);
        string Name(int text) => text < samples.Count ? $"sample {text}" : $"golden {text - samples.Count}";
        var largest = Largest(package.Manifest, "from ids", Name, expected, classifier.PredictIds(Array.ConvertAll(all, s => s.Ids)));

        var binary = package.Manifest.Task == ModelTask.Binary;
        var fromText = new IReadOnlyList<float>[all.Length];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Text is not { } text)
            {
                fromText[i] = expected[i];
                continue;
            }

            CompareIds(package.Manifest, Name(i), all[i].Ids, classifier.Pipeline.Encode(text).Ids);
            var scores = classifier.Predict(text).Scores;
            fromText[i] = binary ? [scores[^1]] : scores;
        }

        largest = Math.Max(largest, Largest(package.Manifest, "from text", Name, expected, fromText));
        return new(all.Length, largest, package.Manifest.Tolerance);
    }

    /// <summary>The largest difference of the scores that one way gives.</summary>
    /// <exception cref="ParityException">It is larger than the tolerance, or the numbers of scores differ.</exception>
    internal static double Largest(ModelManifest manifest, string way, Func<int, string> name, IReadOnlyList<float>[] expected, IReadOnlyList<float>[] actual)
    {
        var output = $"{manifest.Id}: output '{manifest.Graph.Outputs[0].Name}' {way}";
        var (largest, atText, atColumn) = (0d, 0, 0);
        for (var text = 0; text < expected.Length; text++)
        {
            if (expected[text].Count != actual[text].Count)
            {
                throw new ParityException(
                    $"{output}: the trainer gives {Shape(expected)} scores and the graph {Shape(actual)} (they differ first at {name(text)}: {expected[text].Count} and {actual[text].Count}); " +
                    "check the last layer's units and its export.");
            }

            for (var column = 0; column < expected[text].Count; column++)
            {
                var difference = Math.Abs((double)expected[text][column] - actual[text][column]);
                if (double.IsNaN(difference))
                {
                    difference = double.PositiveInfinity;
                }

                if (difference > largest)
                {
                    (largest, atText, atColumn) = (difference, text, column);
                }
            }
        }

        return largest <= manifest.Tolerance
            ? largest
            : throw new ParityException(
                $"{output}: the trainer gives {Shape(expected)} scores and the graph {Shape(actual)}; the largest difference is {largest:g3} (tolerance {manifest.Tolerance:g3}) " +
                $"at {name(atText)}, column {atColumn}: trainer {expected[atText][atColumn]:g9}, graph {actual[atText][atColumn]:g9}. " +
                "A layer's export is wrong, or the weights changed between the two; the package was not put in place.");
    }

    /// <summary>Compares a text's ids.</summary>
    /// <exception cref="ParityException">They differ.</exception>
    internal static void CompareIds(ModelManifest manifest, string name, IReadOnlyList<int> expected, IReadOnlyList<int> actual)
    {
        if (expected.SequenceEqual(actual))
        {
            return;
        }

        var position = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
        throw new ParityException(
            $"{manifest.Id}: {name} has {expected.Count} ids in the trainer and {actual.Count} in the runtime; they differ first at position {position}: " +
            $"trainer {At(expected, position)}, runtime {At(actual, position)}. The pipeline '{manifest.Pipeline.Kind}' or its vocabulary is not the one that was trained with.");
    }

    private static string At(IReadOnlyList<int> ids, int position) => position < ids.Count ? ids[position].ToString() : "none";

    private static string Shape(IReadOnlyList<float>[] scores)
    {
        var (least, most) = (scores.Min(s => s.Count), scores.Max(s => s.Count));
        return least == most ? $"[{scores.Length}, {most}]" : $"[{scores.Length}, {least} to {most}]";
    }
}
