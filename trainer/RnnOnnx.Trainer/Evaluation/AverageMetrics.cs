namespace RnnOnnx.Trainer.Evaluation;

/// <summary>Precision, recall and F1 over the labels that occur or are predicted; where one of a label's figures is 0/0 it counts as 0, as in scikit-learn.</summary>
/// <param name="Precision">Mean precision.</param>
/// <param name="Recall">Mean recall.</param>
/// <param name="F1">Mean of the labels' F1.</param>
public sealed record AverageMetrics(double Precision, double Recall, double F1);
