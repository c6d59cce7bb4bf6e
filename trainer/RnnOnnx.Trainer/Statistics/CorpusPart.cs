namespace RnnOnnx.Trainer.Statistics;

/// <summary>A part of a corpus, measured in what a text pipeline makes of it.</summary>
/// <param name="Name">Name of the part.</param>
/// <param name="Labels">One label per text.</param>
/// <param name="Lengths">Ids of each text before anything is cut or filled, ascending.</param>
public sealed record CorpusPart(string Name, IReadOnlyList<int> Labels, IReadOnlyList<int> Lengths)
{
    /// <summary>Mean length; 0 without texts.</summary>
    public double Mean => Lengths.Count == 0 ? 0 : Lengths.Average();

    /// <summary>The length that a share of the texts does not exceed, by the nearest-rank rule: the text number ceil(share * n) of n by length.</summary>
    /// <param name="share">Share of the texts, above 0 and at most 1.</param>
    public int Percentile(double share) => Lengths[(int)Math.Ceiling(share * Lengths.Count) - 1];

    /// <summary>Document 001's count against a length: texts that are filled, that fit exactly, and that are cut.</summary>
    public (int Padded, int Exact, int Cut) Against(int length)
    {
        var (padded, cut) = (Lengths.Count(l => l < length), Lengths.Count(l => l > length));
        return (padded, Lengths.Count - padded - cut, cut);
    }
}
