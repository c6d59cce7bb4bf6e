using RnnOnnx.Text;

namespace RnnOnnx.Inference;

/// <summary>A token of a text and what it does to the answer.</summary>
/// <param name="Token">The token and what became of it.</param>
/// <param name="Count">How often the training texts have it; null where the package does not say, or the token has no line in the vocabulary.</param>
/// <param name="ScoreWithout">Probability of the text's label when the token is left out; null for tokens that the model does not see.</param>
public sealed record ExplainedToken(TracedToken Token, long? Count, float? ScoreWithout);
