using RnnOnnx.Packages;

namespace RnnOnnx.Trainer.Evaluation;

/// <summary>What a package answers to labelled texts.</summary>
/// <param name="Manifest">The package's manifest.</param>
/// <param name="Labels">The package's labels, in the order of the scores.</param>
/// <param name="Texts">The texts.</param>
/// <param name="Answers">Per text its label, a place in <paramref name="Labels"/>, and the scores.</param>
/// <param name="Metrics">The figures.</param>
public sealed record ModelEvaluation(ModelManifest Manifest, IReadOnlyList<string> Labels, EvaluationTexts Texts, IReadOnlyList<ScoredLabel> Answers, ClassificationMetrics Metrics)
{
    /// <summary>The texts that the model is most sure of and wrong about, the worst first.</summary>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<int> WorstMistakes(int most) =>
        [.. Enumerable.Range(0, Answers.Count).Where(row => !Answers[row].IsRight).OrderByDescending(row => Answers[row].Confidence).Take(most)];
}
