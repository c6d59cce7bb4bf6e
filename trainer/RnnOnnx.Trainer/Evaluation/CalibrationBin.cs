namespace RnnOnnx.Trainer.Evaluation;

/// <summary>The answers of like confidence, the probability that the model gives its own answer.</summary>
/// <param name="From">Least confidence; the bin's upper end belongs to the next bin.</param>
/// <param name="To">Upper end; in the last bin 1 belongs to it.</param>
/// <param name="Count">Number of answers.</param>
/// <param name="Confidence">Their mean confidence; 0 without any.</param>
/// <param name="Accuracy">Share of right ones; 0 without any.</param>
public sealed record CalibrationBin(double From, double To, int Count, double Confidence, double Accuracy);
