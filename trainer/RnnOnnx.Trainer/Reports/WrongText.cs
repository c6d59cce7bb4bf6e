namespace RnnOnnx.Trainer.Reports;

/// <summary>A text that a model is sure of and wrong about.</summary>
/// <param name="Text">The text.</param>
/// <param name="Label">What it is.</param>
/// <param name="Predicted">What the model says.</param>
/// <param name="Confidence">How sure it is, 0 to 1.</param>
public sealed record WrongText(string Text, string Label, string Predicted, double Confidence);
