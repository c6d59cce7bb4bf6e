namespace RnnOnnx.Trainer.Architectures;

/// <summary>Which texts of a corpus are kept back, to be read once for the figure that stands beside the document's.</summary>
public enum SplitKind
{
    /// <summary>The corpus' own test part (documents 003 and 004).</summary>
    OfficialTest,

    /// <summary>A tenth, drawn so that each label keeps its share, with seed 42 (document 000).</summary>
    StratifiedTenth,

    /// <summary>The last fifth of the shuffled training part (document 001).</summary>
    ShuffledFifth,

    /// <summary>The last fifth of the training part as it lies, Keras' <c>validation_split</c> (document 002).</summary>
    LastFifth,
}
