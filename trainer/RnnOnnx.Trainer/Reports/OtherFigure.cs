namespace RnnOnnx.Trainer.Reports;

/// <summary>A figure besides the test accuracy that a document prints.</summary>
/// <param name="Model">The network's id.</param>
/// <param name="Metric">Its name in manifests.</param>
/// <param name="Document">The document's value.</param>
/// <param name="Note">How it came about there.</param>
/// <param name="Ours">The package's; null where there is no package, or it does not have it.</param>
public sealed record OtherFigure(string Model, string Metric, double Document, string Note, double? Ours);
