namespace RnnOnnx.Trainer.Architectures;

/// <summary>Clauses about values that a recipe cannot have.</summary>
internal static class Fault
{
    /// <summary>The clause, or nothing.</summary>
    public static IEnumerable<string> If(bool isWrong, string clause) => isWrong ? [clause] : [];
}
