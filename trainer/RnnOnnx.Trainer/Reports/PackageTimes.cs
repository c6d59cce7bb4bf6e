using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Evaluation;

namespace RnnOnnx.Trainer.Reports;

/// <summary>How long a package's model takes through the runtime, on the processor.</summary>
internal static class PackageTimes
{
    /// <summary>How many texts are given at once.</summary>
    public const int Texts = 1000;

    /// <summary>The text about a film that is given alone: 20 words.</summary>
    public const string Film = "The story is simple and the jokes are old, but the two leads are so good that I never minded.";

    /// <summary>The newswire that is given alone: 20 words.</summary>
    public const string Wire = "The company said its profit rose to 12 mln dlrs in the first quarter from nine mln a year earlier.";

    private const int Rounds = 3;

    /// <summary>Adds the times to a package's figures, and why one was not taken.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="package">The package.</param>
    /// <param name="corpora">Where the many texts come from: the test part of the package's corpus.</param>
    /// <param name="calls">Calls with one text, at least 1.</param>
    /// <exception cref="RnnOnnxException">The graph cannot be loaded.</exception>
    public static PackageFigures AddTo(PackageFigures figures, ModelPackage package, EvaluationCorpora corpora, int calls)
    {
        if (package.Manifest.Task == ModelTask.Generation)
        {
            return figures with { Gap = "classifies no texts" };
        }

        using var classifier = Evaluator.Load(package);
        var text = package.Manifest.Task == ModelTask.Binary ? Film : Wire;
        var timed = figures with { One = Latencies.Measure(calls, _ => classifier.Predict(text))[0].Median };
        string[] many;
        try
        {
            var texts = corpora.Find(package, new EvaluationRequest());
            many = [.. Enumerable.Range(0, Math.Min(Texts, texts.Labels.Count)).Select(texts.Text)];
        }
        catch (RnnOnnxException e)
        {
            return timed with { Gap = $"1,000 texts: {e.Message}" };
        }

        return many.Length == Texts
            ? timed with { Thousand = Latencies.Measure(Rounds, _ => classifier.Predict(many))[0].Median }
            : timed with { Gap = $"1,000 texts: the test part has {many.Length}" };
    }
}
