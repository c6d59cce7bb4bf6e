using RnnOnnx.Packages;

namespace RnnOnnx.Trainer.Compression;

/// <summary>What the caller of a compression decides.</summary>
public sealed record CompressionOptions
{
    /// <summary>The folder that receives the packages, and that holds those of an ensemble's members.</summary>
    public required string Output { get; init; }

    /// <summary>The most accuracy, 0 to 1, that may be lost on the validation part, and on the test part.</summary>
    public double Budget { get; init; } = StorageManifest.MostLoss;
}
