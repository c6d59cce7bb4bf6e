namespace RnnOnnx.Trainer.Corpora;

/// <summary>How <see cref="SkipGram"/> makes vectors. The defaults are those of the word2vec program.</summary>
public sealed record SkipGramOptions
{
    /// <summary>Number of components of a vector.</summary>
    public int Dimension { get; init; } = 100;

    /// <summary>Most words on either side that count as context; each time, a number from 1 to this is drawn.</summary>
    public int Window { get; init; } = 5;

    /// <summary>Number of words drawn at random, by count to the power of 0.75, for each real one.</summary>
    public int Negatives { get; init; } = 5;

    /// <summary>Number of passes over the texts.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Words whose share of all words is above this are dropped at random; 0 drops none.</summary>
    public double Subsampling { get; init; } = 1e-3;

    /// <summary>Rarer words get no vector.</summary>
    public int MinimumCount { get; init; } = 5;

    /// <summary>First step width; it falls linearly to a ten-thousandth of this.</summary>
    public float LearningRate { get; init; } = 0.025f;

    /// <summary>The same seed gives the same vectors.</summary>
    public int Seed { get; init; }
}
