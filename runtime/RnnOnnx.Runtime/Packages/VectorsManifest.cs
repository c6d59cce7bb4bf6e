using System.Diagnostics.CodeAnalysis;

namespace RnnOnnx.Packages;

/// <summary>What <c>vectors.json</c> says of the word vectors beside it.</summary>
public sealed record VectorsManifest
{
    /// <summary>The only format that this version reads and writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The manifest's own file name.</summary>
    public const string FileName = "vectors.json";

    /// <summary>Version of the format; <see cref="CurrentFormat"/>.</summary>
    public required int Format { get; init; }

    /// <summary>The vectors' id, also the name of their folder.</summary>
    public required string Id { get; init; }

    /// <summary>Where the vectors come from, in a sentence.</summary>
    public required string Source { get; init; }

    /// <summary>Numbers per vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>Number of vectors, as many as the vocabulary has lines.</summary>
    public required int Count { get; init; }

    /// <summary>How each number is written, little-endian.</summary>
    public required VectorElement Element { get; init; }

    /// <summary>Whether row 0 is padding: all zero, and no word's.</summary>
    public required bool PaddingRow { get; init; }

    /// <summary>Whether row 1 belongs to <c>&lt;UNK&gt;</c> and is the mean of the words' vectors.</summary>
    public required bool UnknownRow { get; init; }

    /// <summary>File of the vectors, one row after the other: row i belongs to line i of <see cref="Vocabulary"/>.</summary>
    public required FileManifest Vectors { get; init; }

    /// <summary>File of the words, one a line.</summary>
    public required FileManifest Vocabulary { get; init; }

    /// <summary>Bytes of a row.</summary>
    /// <param name="element">How its numbers are written.</param>
    /// <param name="dimension">How many they are.</param>
    internal static long RowBytes(VectorElement element, int dimension) => element switch
    {
        VectorElement.Float32 => (long)dimension * sizeof(float),
        VectorElement.Float16 => (long)dimension * sizeof(ushort),
        VectorElement.Int8Rows => sizeof(float) + (long)dimension,
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, "There is no such element."),
    };
}

/// <summary>How a number of a vector is written.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names are those of the element types in graphs.")]
public enum VectorElement
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16,

    /// <summary>A whole number of 8 bits; each row begins with its scale in single precision, by which they are multiplied.</summary>
    Int8Rows,
}
