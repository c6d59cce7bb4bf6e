namespace RnnOnnx.Trainer.Corpora;

/// <summary>The vectors that a network gets, and where they come from.</summary>
/// <param name="Vectors">The vectors.</param>
/// <param name="Source">One line for the manifest: the files' names, or how they were made.</param>
/// <param name="AreOwn">Whether the trainer made them of the training texts because there was no file.</param>
public sealed record ChosenVectors(WordVectors Vectors, string Source, bool AreOwn);
