using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Benchmarks;

/// <summary>What the table says of one network.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Bytes">Size of the graph that its package holds.</param>
/// <param name="Corpus">The corpus of its package; null without a package.</param>
/// <param name="Accuracy">The test accuracy of its package; null without a package.</param>
/// <param name="Times">For one text of each of <see cref="NetworksBenchmark.Lengths"/>.</param>
internal sealed record NetworkRow(Architecture Architecture, int Bytes, string? Corpus, double? Accuracy, IReadOnlyList<NetworkTime> Times);
