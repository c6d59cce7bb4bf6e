namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>One original of a corpus and the files of the data folder that it becomes.</summary>
/// <param name="Origin">The original.</param>
/// <param name="Products">The files, as paths below the data folder.</param>
/// <param name="Convert">Reads the original and writes the products.</param>
public sealed record CorpusPart(Origin Origin, IReadOnlyList<string> Products, Conversion Convert);
