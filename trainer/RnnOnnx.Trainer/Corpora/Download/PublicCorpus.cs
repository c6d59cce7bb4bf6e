namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>A corpus that anybody may download.</summary>
/// <param name="Name">Name, as the command line has it.</param>
/// <param name="Terms">What it is, and what its makers ask of those who use it.</param>
/// <param name="Parts">The files it comes in.</param>
public sealed record PublicCorpus(string Name, string Terms, IReadOnlyList<CorpusPart> Parts);
