namespace RnnOnnx.Trainer.Corpora;

/// <summary>Which vectors of a file are kept.</summary>
/// <param name="Words">Only these words; null for any.</param>
/// <param name="First">At most this many, the first ones of the file.</param>
public sealed record VectorSelection(IReadOnlySet<string>? Words = null, int First = int.MaxValue)
{
    /// <summary>Everything.</summary>
    public static VectorSelection All { get; } = new();

    /// <summary>Whether a word is wanted.</summary>
    public bool Wants(string word) => Words is null || Words.Contains(word);
}
