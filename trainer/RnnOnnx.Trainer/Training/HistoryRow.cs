namespace RnnOnnx.Trainer.Training;

/// <summary>What a package's history says of one epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean training loss in nats, as the weights changed.</param>
/// <param name="Accuracy">Training accuracy, as the weights changed.</param>
/// <param name="ValidationLoss">Loss on the part on which the epoch is chosen.</param>
/// <param name="ValidationAccuracy">Accuracy there.</param>
/// <param name="TestLoss">Loss on the test part, for the document's protocol; null when not asked for.</param>
/// <param name="TestAccuracy">Accuracy there; null when not asked for.</param>
public sealed record HistoryRow(int Epoch, double Loss, double Accuracy, double ValidationLoss, double ValidationAccuracy, double? TestLoss, double? TestAccuracy);
