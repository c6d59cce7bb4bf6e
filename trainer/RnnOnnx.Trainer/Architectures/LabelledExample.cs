namespace RnnOnnx.Trainer.Architectures;

/// <summary>A text of the project's own of which a person would say at once what it is.</summary>
/// <param name="Text">The text.</param>
/// <param name="Label">The label's name.</param>
/// <param name="Kind">What is hard about it, or that nothing is.</param>
public sealed record LabelledExample(string Text, string Label, string Kind);
