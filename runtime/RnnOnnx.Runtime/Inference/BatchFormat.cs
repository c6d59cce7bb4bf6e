using Microsoft.ML.OnnxRuntime.Tensors;
using RnnOnnx.Packages;

namespace RnnOnnx.Inference;

/// <summary>What a classifier's graph takes and gives.</summary>
/// <param name="Input">Name of the input: ids, int64, or word vectors, float32.</param>
/// <param name="Output">Name of the scores, float32 <c>[rows, Width]</c>.</param>
/// <param name="Width">Scores of each text.</param>
/// <param name="Padding">Side on which texts shorter than the batch are filled.</param>
/// <param name="Vectors">Where the graph's vectors are; null when it takes the ids.</param>
/// <param name="VocabularySize">Ids are below it.</param>
internal sealed record BatchFormat(string Input, string Output, int Width, SequenceSide Padding, VectorsPackage? Vectors, int VocabularySize)
{
    /// <summary>Numbers of a step in the input.</summary>
    public int Dimension => Vectors?.Manifest.Dimension ?? 1;

    /// <summary>Type of the input's numbers.</summary>
    public TensorElementType InputType => Vectors is null ? TensorElementType.Int64 : TensorElementType.Float;

    /// <summary>Bytes of the input of a batch.</summary>
    public long InputBytes(int rows, int steps) => (long)rows * steps * Dimension * (Vectors is null ? sizeof(long) : sizeof(float));

    /// <summary>Bytes of the scores of a batch.</summary>
    public long OutputBytes(int rows) => (long)rows * Width * sizeof(float);

    /// <summary>The input's shape.</summary>
    public long[] InputShape(int rows, int steps) => Vectors is null ? [rows, steps] : [rows, steps, Dimension];

    /// <summary>The shape of the scores.</summary>
    public long[] OutputShape(int rows) => [rows, Width];
}
