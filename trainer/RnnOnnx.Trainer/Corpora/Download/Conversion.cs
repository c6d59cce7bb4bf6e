namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Makes the files of the data folder out of an original.</summary>
/// <param name="original">Path of the original, which has been verified.</param>
/// <param name="products">Where the files' content goes, in the order of <see cref="CorpusPart.Products"/>; stay open.</param>
/// <param name="cancellation">Stops.</param>
/// <exception cref="CorpusException">The original has not the content that it should have.</exception>
public delegate void Conversion(string original, IReadOnlyList<Stream> products, CancellationToken cancellation);
