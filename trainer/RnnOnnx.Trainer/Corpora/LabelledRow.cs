namespace RnnOnnx.Trainer.Corpora;

/// <summary>A row of a file of labelled texts, its label not yet understood.</summary>
/// <param name="Line">Number of its first line, from 1.</param>
/// <param name="Label">The label as it is written.</param>
/// <param name="Text">The text.</param>
internal sealed record LabelledRow(int Line, string Label, string Text);
