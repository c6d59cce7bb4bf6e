namespace RnnOnnx.Inference;

/// <summary>A text as the ids of its model.</summary>
/// <param name="Ids">The ids, no more than the model's maximum.</param>
/// <param name="Unknown">Number of its tokens that the model does not know.</param>
/// <param name="Cut">Number of its tokens beyond the maximum.</param>
internal sealed record EncodedText(int[] Ids, int Unknown, int Cut);
