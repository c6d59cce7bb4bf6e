using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.Trainer.Evaluation;

/// <summary>Evaluates packages through the runtime, as an application uses them.</summary>
public static class Evaluator
{
    // Enough to fill batches of one length, few enough that Ctrl-C is obeyed soon.
    private const int TextsAtATime = 4096;

    /// <summary>Loads a package's model on the processor; the trainer's own engine may hold the GPU.</summary>
    /// <exception cref="RnnOnnxException">The model classifies no texts, or its graph cannot be loaded.</exception>
    public static TextClassifier Load(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return package.Manifest.Task == ModelTask.Generation
            ? throw new RnnOnnxException($"{package.Manifest.Id} writes text and classifies none, so there is nothing to evaluate; its manifest has the perplexity that training measured")
            : TextClassifier.Load(package, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
    }

    /// <summary>Classifies texts and compares the answers with their labels.</summary>
    /// <param name="package">The package.</param>
    /// <param name="classifier">Its model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellation">Stops between some thousands of texts.</param>
    /// <exception cref="RnnOnnxException">The texts have labels that the package lacks, or a score is no probability.</exception>
    public static ModelEvaluation Evaluate(ModelPackage package, TextClassifier classifier, EvaluationTexts texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(texts);
        var places = Places(package, texts);
        var answers = new List<ScoredLabel>(texts.Labels.Count);
        foreach (var rows in Enumerable.Range(0, texts.Labels.Count).Chunk(TextsAtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            answers.AddRange(rows.Zip(Scores(package, classifier, texts, rows), (row, scores) => new ScoredLabel(places[texts.Labels[row]], scores)));
        }

        return new ModelEvaluation(package.Manifest, package.Labels, texts, answers, ClassificationMetrics.Of(package.Labels, answers));
    }

    private static IEnumerable<IReadOnlyList<float>> Scores(ModelPackage package, TextClassifier classifier, EvaluationTexts texts, int[] rows)
    {
        // Ids of the package's own words are given as they are: a word with a blank in it, or with an upper-case letter, would not come through the text.
        if (texts.Words is { } words && classifier.Pipeline is WordIndexPipeline pipeline && AreSame(package.Vocabulary, texts.Vocabulary!))
        {
            var scores = classifier.PredictIds([.. rows.Select(row => pipeline.Encode(words[row].AsSpan()).Ids)]);
            return package.Manifest.Task == ModelTask.Binary ? scores.Select(s => (float[])[1 - s[0], s[0]]) : scores;
        }

        return classifier.Predict([.. rows.Select(texts.Text)]).Select(prediction => prediction.Scores);
    }

    private static bool AreSame(Vocabulary one, Vocabulary other) =>
        one.Count == other.Count && Enumerable.Range(0, one.Count).All(id => string.Equals(one[id], other[id], StringComparison.Ordinal));

    // The package's label of each of the corpus' labels.
    private static int[] Places(ModelPackage package, EvaluationTexts texts)
    {
        var places = texts.LabelNames.Select(name => package.Labels.ToList().IndexOf(name)).ToArray();
        if (texts.Labels.Where(label => places[label] < 0).Select(label => texts.LabelNames[label]).Distinct().ToArray() is { Length: > 0 } missing)
        {
            throw new RnnOnnxException(
                $"{package.Manifest.Id} knows the labels {Shown(package.Labels)}, and texts of {texts.Corpus} have {Shown(missing)}; evaluate it on texts with its own labels, or rename them");
        }

        return places;
    }

    private static string Shown(IReadOnlyList<string> labels) => string.Join(", ", labels.Take(10)) + (labels.Count > 10 ? $" and {labels.Count - 10} more" : "");
}
