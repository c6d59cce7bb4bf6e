namespace RnnOnnx.Trainer.Architectures;

/// <summary>What a reader of the results must know of a network's figure, such as why it misses its mark.</summary>
/// <param name="Text">One or two sentences, Markdown.</param>
/// <param name="Recipe">The recipe that it is about; null for all.</param>
/// <param name="Vectors">The word vectors that it is about; null for all.</param>
public sealed record ResultRemark(string Text, string? Recipe = null, string? Vectors = null)
{
    /// <summary>Whether it is about the figure of a recipe and some word vectors.</summary>
    /// <param name="recipe">The recipe's name.</param>
    /// <param name="vectors">The vectors' name; empty for none.</param>
    public bool IsAbout(string recipe, string vectors) => (Recipe ?? recipe) == recipe && (Vectors ?? vectors) == vectors;
}
