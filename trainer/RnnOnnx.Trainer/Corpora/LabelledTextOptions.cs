namespace RnnOnnx.Trainer.Corpora;

/// <summary>How <see cref="LabelledTextFile"/> reads a file.</summary>
public sealed record LabelledTextOptions
{
    /// <summary>The name of the column of texts.</summary>
    public string TextColumn { get; init; } = "text";

    /// <summary>The name of the column of labels.</summary>
    public string LabelColumn { get; init; } = "label";

    /// <summary>The format.</summary>
    public LabelledTextFormat Format { get; init; }

    /// <summary>The labels' names; the file may have the names, or their places from 0. Null takes the labels that the file has, numbers by size and names by their bytes.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Most bytes that a line may have, and most characters that a row in quotes may have.</summary>
    public int LongestLine { get; init; } = 10_000_000;
}
