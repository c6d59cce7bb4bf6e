namespace RnnOnnx.Trainer.Export;

/// <summary>Where the steps of masked rows end.</summary>
/// <param name="Steps">Name of an int32 <c>[batch]</c>: number of steps to run, at least 1, as native recurrent kernels demand.</param>
/// <param name="IsEmpty">Name of a bool <c>[batch, 1]</c>: whether the row has no step at all.</param>
public sealed record MaskedLengths(string Steps, string IsEmpty);
