namespace RnnOnnx.Trainer.Corpora;

/// <summary>Which of a corpus' commonest words have no vector.</summary>
/// <param name="Vectors">Name of the vectors.</param>
/// <param name="Words">How many words were looked up.</param>
/// <param name="Missing">Those without a vector, commonest first.</param>
public sealed record VectorCoverage(string Vectors, int Words, IReadOnlyList<string> Missing)
{
    /// <summary>One line for people: the counts, and the commonest missing words.</summary>
    public override string ToString() =>
        $"{Missing.Count:N0} of the {Words:N0} commonest words have no vector in {Vectors}{(Missing.Count == 0 ? "" : ": " + string.Join(' ', Missing.Take(20)))}{(Missing.Count > 20 ? " ..." : "")}";
}
