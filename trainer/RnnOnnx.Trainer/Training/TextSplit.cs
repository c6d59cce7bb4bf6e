using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Training;

/// <summary>The training part of a corpus, divided into texts to train on and texts to choose the epoch on.</summary>
/// <param name="Training">To train on.</param>
/// <param name="Validation">To choose on.</param>
public sealed record TextSplit(LabelledSequences Training, LabelledSequences Validation)
{
    /// <summary>Shuffles with a seed and takes the last share for validation.</summary>
    /// <param name="texts">The training part.</param>
    /// <param name="share">Share of the texts, between 0 and 1, that validate; at least one does.</param>
    /// <param name="seed">The same seed gives the same split on every machine.</param>
    public static TextSplit Last(LabelledSequences texts, double share, int seed)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var split = CorpusSplit.LastOfShuffled(texts.Count, share, seed);
        return new TextSplit(texts.Select(split.Training), texts.Select(split.HeldOut));
    }
}
