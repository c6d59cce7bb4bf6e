namespace RnnOnnx.Trainer.Evaluation;

/// <summary>Texts of one label that are taken for another.</summary>
/// <param name="Label">The right label.</param>
/// <param name="Predicted">The label that is given instead.</param>
/// <param name="Count">How many texts.</param>
/// <param name="Share">Their share of the texts of the right label.</param>
public sealed record Confusion(string Label, string Predicted, int Count, double Share);
