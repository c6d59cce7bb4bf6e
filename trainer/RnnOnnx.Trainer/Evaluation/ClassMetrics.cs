namespace RnnOnnx.Trainer.Evaluation;

/// <summary>How well one label is told from the others.</summary>
/// <param name="Label">The label.</param>
/// <param name="Support">Texts that have it.</param>
/// <param name="Predicted">Texts that are said to have it.</param>
/// <param name="Right">Texts of which both is true.</param>
/// <param name="Auc">Probability that a text of this label gets a higher score for it than a text of another, ties counted half; null where one of the two is missing.</param>
public sealed record ClassMetrics(string Label, int Support, int Predicted, int Right, double? Auc)
{
    /// <summary>Share of right answers among those that name this label; null where none does.</summary>
    public double? Precision => Predicted == 0 ? null : (double)Right / Predicted;

    /// <summary>Share of this label's texts that are found; null where there are none.</summary>
    public double? Recall => Support == 0 ? null : (double)Right / Support;

    /// <summary>Harmonic mean of the two, <c>2 TP / (2 TP + FP + FN)</c>; null where the label neither occurs nor is named.</summary>
    public double? F1 => Support + Predicted == 0 ? null : 2.0 * Right / (Support + Predicted);
}
