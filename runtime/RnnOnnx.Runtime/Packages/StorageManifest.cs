using System.Diagnostics.CodeAnalysis;

namespace RnnOnnx.Packages;

/// <summary>How a package's weights are stored in fewer bytes than they were trained in, and what that costs. They are computed with in float32 all the same.</summary>
public sealed record StorageManifest
{
    /// <summary>The most accuracy, 0 to 1, that a package of the zoo may lose by how it is stored: a tenth of a hundredth.</summary>
    public const double MostLoss = 0.001;

    /// <summary>How the weights are stored.</summary>
    public required WeightStorage Weights { get; init; }

    /// <summary>Bytes of the graph's constants by element type, such as <c>float16</c>.</summary>
    public required IReadOnlyDictionary<string, long> Elements { get; init; }

    /// <summary>SHA-256 of the graph with float32 weights from which this one was made, in lower-case hexadecimal.</summary>
    public required string Float32Sha256 { get; init; }

    /// <summary>Size of that graph in bytes.</summary>
    public required long Float32Bytes { get; init; }

    /// <summary>Size of the package's own graph in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Accuracies on the validation part, by which the storage was chosen.</summary>
    public required StoredAccuracy Validation { get; init; }

    /// <summary>Accuracies on the test part.</summary>
    public required StoredAccuracy Test { get; init; }

    /// <summary>File of the package's goldens with the scores of the float32 weights.</summary>
    public required string Float32Goldens { get; init; }

    /// <summary>The largest difference, over all goldens, between a score of the float32 weights and one of the stored ones.</summary>
    public required double LargestDifference { get; init; }
}

/// <summary>How the weights of a graph are stored.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names are those of the element types in graphs.")]
public enum WeightStorage
{
    /// <summary>As they were trained, in single precision.</summary>
    Float32,

    /// <summary>Matrices and tables in half precision.</summary>
    Float16,

    /// <summary>Embedding tables as whole numbers of 8 bits with a scale for each row, other matrices in half precision.</summary>
    Int8Rows,

    /// <summary>As <see cref="Int8Rows"/>, and kernels of more than a million numbers in the same form.</summary>
    Int8Kernels,

    /// <summary>Those of an ensemble, each as its member stores it.</summary>
    Members,
}

/// <summary>What part of some texts is told right.</summary>
/// <param name="AsTrained">By the weights as they were trained, in float32; 0 to 1.</param>
/// <param name="AsStored">By the weights as they are stored, 0 to 1.</param>
public sealed record StoredAccuracy(double AsTrained, double AsStored)
{
    /// <summary>What is lost; below 0 where something is won.</summary>
    public double Loss() => AsTrained - AsStored;
}
