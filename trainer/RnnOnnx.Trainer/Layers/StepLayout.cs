using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>How the steps of a batch lie in its tensor.</summary>
/// <remarks>
/// In a padded batch every row holds all steps, padding included: <c>[batch, time, ...]</c>. In a packed one the rows of
/// all steps follow each other, <c>[rows of all steps, ...]</c>, and each step holds only the texts that have begun,
/// longest first. As all texts end together, a text of n ids begins n steps before the end.
/// Where padding means something, its own row goes before the texts in every step: a text starts from whatever the
/// padding has led to by then, which is what would have come before it in a padded batch, as long as nothing random has
/// touched the padding. Where padding is masked, there is no such row, and a text starts from nothing.
/// </remarks>
/// <param name="Steps">Number of steps.</param>
/// <param name="Rows">Packed batches: rows in each step, the padding's included. Null in padded batches.</param>
/// <param name="SharesPadding">Packed batches: whether the first row of each step is the padding's.</param>
/// <param name="Texts">Number of texts, those without any id included.</param>
public sealed record StepLayout(long Steps, long[]? Rows, bool SharesPadding, int Texts)
{
    /// <summary>True for a packed batch.</summary>
    public bool IsPacked => Rows is not null;

    /// <summary>Of a packed batch without a padding row, the text that each row belongs to.</summary>
    /// <param name="device">Where the numbers shall lie.</param>
    internal Tensor TextOfEachRow(Device device) => tensor(Rows!.SelectMany(count => Enumerable.Range(0, (int)count).Select(row => (long)row)).ToArray(), device: device);

    /// <summary>A batch in which every row holds all steps.</summary>
    public static StepLayout Padded(long steps, int texts) => new(steps, null, false, texts);
}
