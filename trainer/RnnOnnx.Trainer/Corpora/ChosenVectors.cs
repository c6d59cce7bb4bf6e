namespace RnnOnnx.Trainer.Corpora;

/// <summary>The vectors that a network gets, and where they come from.</summary>
/// <param name="Vectors">The vectors.</param>
/// <param name="Name">Which they are, one of <see cref="VectorsSource.Names"/>: the trainer's own where those that were asked for are in no data folder.</param>
/// <param name="Source">One line for the manifest: the files' names, or how they were made.</param>
public sealed record ChosenVectors(WordVectors Vectors, string Name, string Source)
{
    /// <summary>Whether the trainer made them of the training texts.</summary>
    public bool AreOwn => VectorsSource.AreOwn(Name);
}
