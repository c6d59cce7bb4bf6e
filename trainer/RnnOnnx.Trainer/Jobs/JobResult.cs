namespace RnnOnnx.Trainer.Jobs;

/// <summary>What a finished job gave.</summary>
/// <param name="TestAccuracy">On the test part, 0 to 1.</param>
/// <param name="DocumentAccuracy">The document's figure; null where it has none, or where the corpus is a sample.</param>
/// <param name="Epochs">Epochs that were trained; 0 for an ensemble.</param>
/// <param name="BestEpoch">The one whose weights were kept.</param>
/// <param name="Seconds">From reading the corpus to the finished package.</param>
/// <param name="PeakMemory">The most memory that the process ever held, in bytes.</param>
/// <param name="ProcessorSeconds">What the process has used of the processor's cores, for itself and in the system.</param>
public sealed record JobResult(double TestAccuracy, double? DocumentAccuracy, int Epochs, int BestEpoch, double Seconds, long PeakMemory, double ProcessorSeconds);
