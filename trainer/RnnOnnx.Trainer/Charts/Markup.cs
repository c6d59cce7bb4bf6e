namespace RnnOnnx.Trainer.Charts;

/// <summary>HTML or SVG that is ready as it is. <see cref="MarkupWriter"/> escapes every other value.</summary>
/// <param name="Text">The markup.</param>
public readonly record struct Markup(string Text);
