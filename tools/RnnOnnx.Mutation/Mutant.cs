namespace RnnOnnx.Mutation;

/// <summary>One change of the code.</summary>
/// <param name="Id">The number that switches it on.</param>
/// <param name="File">Path in the project's folder.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Kind">What kind of change it is.</param>
/// <param name="Original">The code.</param>
/// <param name="Replacement">What stands there instead; empty when it is left out.</param>
internal sealed record Mutant(int Id, string File, int Line, string Kind, string Original, string Replacement);
