namespace RnnOnnx.Trainer.Reports;

/// <summary>What there is to say of a package: which training run it is of, its size and its speed.</summary>
public sealed record PackageFigures
{
    /// <summary>The seed of its training run.</summary>
    public required long Seed { get; init; }

    /// <summary>The test accuracy that its manifest states; null where it states none.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Bytes of all files of the package.</summary>
    public required long Bytes { get; init; }

    /// <summary>The package of word vectors that it needs besides, which it shares with others; null for none.</summary>
    public string? Vectors { get; init; }

    /// <summary>Median of the times of one text of 20 words, in microseconds; null where none was taken.</summary>
    public double? One { get; init; }

    /// <summary>Median of the times of 1,000 texts at once, in microseconds; null where none was taken.</summary>
    public double? Thousand { get; init; }

    /// <summary>Why a time was not taken; null where all were.</summary>
    public string? Gap { get; init; }
}
