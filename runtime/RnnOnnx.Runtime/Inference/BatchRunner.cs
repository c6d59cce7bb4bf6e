using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Packages;

namespace RnnOnnx.Inference;

/// <summary>The buffers of one run of a graph at a time, kept for the next run: a shape that came before is run again without allocating anything.</summary>
/// <param name="format">What the graph takes and gives.</param>
internal abstract class BatchRunner(BatchFormat format) : IDisposable
{
    private long[] _ids = [];
    private float[] _vectors = [];
    private float[] _scores = [];

    /// <summary>Number of texts of the batch.</summary>
    public int Rows { get; private set; }

    /// <summary>Number of steps of each.</summary>
    public int Steps { get; private set; }

    /// <summary>What the graph takes and gives.</summary>
    protected BatchFormat Format => format;

    /// <summary>The batch's ids; empty where the graph takes vectors.</summary>
    protected Memory<long> Ids => format.Vectors is null ? _ids.AsMemory(0, Rows * Steps) : default;

    /// <summary>The batch's word vectors; empty where the graph takes ids.</summary>
    protected Memory<float> Vectors => format.Vectors is null ? default : _vectors.AsMemory(0, Rows * Steps * format.Dimension);

    /// <summary>Where the batch's scores go.</summary>
    protected Memory<float> Scores => _scores.AsMemory(0, Rows * format.Width);

    /// <summary>The batch as the graph takes it.</summary>
    protected ReadOnlySpan<byte> InputBytes => format.Vectors is null ? MemoryMarshal.AsBytes(Ids.Span) : MemoryMarshal.AsBytes(Vectors.Span);

    /// <summary>Makes room for a batch; each of its rows has to be set.</summary>
    public void Begin(int rows, int steps)
    {
        var numbers = rows * steps * format.Dimension;
        if (numbers > (format.Vectors is null ? _ids.Length : _vectors.Length) || rows * format.Width > _scores.Length)
        {
            Unbind();
            _scores = Larger(_scores, rows * format.Width);
            if (format.Vectors is null)
            {
                _ids = Larger(_ids, numbers);
            }
            else
            {
                _vectors = Larger(_vectors, numbers);
            }
        }

        (Rows, Steps) = (rows, steps);
    }

    /// <summary>Sets a text's row and fills the rest of it with padding.</summary>
    /// <param name="row">The text's place in the batch.</param>
    /// <param name="ids">No more than <see cref="Steps"/>.</param>
    public void SetRow(int row, ReadOnlySpan<int> ids)
    {
        var first = format.Padding == SequenceSide.Pre ? Steps - ids.Length : 0;
        if (format.Vectors is not { } vectors)
        {
            var target = _ids.AsSpan(row * Steps, Steps);
            target[..first].Clear();
            target[(first + ids.Length)..].Clear();
            for (var i = 0; i < ids.Length; i++)
            {
                target[first + i] = ids[i];
            }

            return;
        }

        // Padding is the zero vector, as row 0 of the vectors is.
        var dimension = format.Dimension;
        var numbers = _vectors.AsSpan(row * Steps * dimension, Steps * dimension);
        numbers[..(first * dimension)].Clear();
        numbers[((first + ids.Length) * dimension)..].Clear();
        for (var i = 0; i < ids.Length; i++)
        {
            vectors.CopyRow(ids[i], numbers.Slice((first + i) * dimension, dimension));
        }
    }

    /// <summary>Computes the batch.</summary>
    /// <returns><see cref="Rows"/> times width scores in row order, good until the runner is used again.</returns>
    /// <exception cref="OnnxRuntimeException">The graph cannot be computed, or its output has another shape.</exception>
    /// <exception cref="CudaException">The batch cannot be brought to the GPU, or its scores back.</exception>
    public ReadOnlySpan<float> Run()
    {
        Compute();
        return Scores.Span;
    }

    /// <inheritdoc/>
    public void Dispose() => Unbind();

    /// <summary>Computes the scores.</summary>
    protected abstract void Compute();

    /// <summary>Lets go what points into the buffers.</summary>
    protected virtual void Unbind()
    {
    }

    // Pinned for good: the native side holds the addresses.
    private static T[] Larger<T>(T[] buffer, int count) =>
        count <= buffer.Length ? buffer : GC.AllocateUninitializedArray<T>((int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)count), (uint)Array.MaxLength), pinned: true);
}
