namespace RnnOnnx.Inference;

/// <summary>A label with its probability.</summary>
/// <param name="Label">The label.</param>
/// <param name="Score">Its probability, 0 to 1.</param>
public readonly record struct LabelScore(string Label, float Score);
