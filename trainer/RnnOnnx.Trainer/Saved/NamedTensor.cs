namespace RnnOnnx.Trainer.Saved;

/// <summary>A tensor in a file of weights.</summary>
/// <param name="Name">Its name, such as <c>2_lstm.weight_ih_l0</c>.</param>
/// <param name="Shape">Its dimensions; none for a scalar.</param>
/// <param name="Values">Its values, row by row.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<long> Shape, float[] Values);
