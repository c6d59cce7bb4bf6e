using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Packages;

namespace RnnOnnx.Inference;

/// <summary>The buffers of one run of a graph at a time, kept for the next run: a shape that came before is run again without allocating anything.</summary>
/// <param name="session">The graph's session.</param>
/// <param name="input">Name of the input.</param>
/// <param name="output">Name of the scores.</param>
/// <param name="width">Scores of each text.</param>
/// <param name="padding">Side on which texts shorter than the batch are filled.</param>
/// <param name="vectors">Where the graph's vectors are; null when it takes the ids.</param>
/// <param name="copiesAtBinding">True where the provider has memory of its own, into which an input is copied when it is bound.</param>
internal sealed class BatchRunner(InferenceSession session, string input, string output, int width, SequenceSide padding, VectorsPackage? vectors, bool copiesAtBinding) : IDisposable
{
    // Texts alone have as many shapes as lengths; batches of a size have as many again. A binding holds about a kilobyte.
    private const int MaximumBindings = 1024;

    private readonly Dictionary<(int Rows, int Steps), Binding> _bindings = [];
    private readonly int _dimension = vectors?.Manifest.Dimension ?? 1;
    private long[] _ids = [];
    private float[] _vectors = [];
    private float[] _scores = [];

    /// <summary>Number of texts of the batch.</summary>
    public int Rows { get; private set; }

    /// <summary>Number of steps of each.</summary>
    public int Steps { get; private set; }

    /// <summary>Makes room for a batch; each of its rows has to be set.</summary>
    public void Begin(int rows, int steps)
    {
        var numbers = rows * steps * _dimension;
        if (numbers > (vectors is null ? _ids.Length : _vectors.Length) || rows * width > _scores.Length)
        {
            // The bindings point into the buffers that are left.
            Unbind();
            _scores = Larger(_scores, rows * width);
            if (vectors is null)
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
        var first = padding == SequenceSide.Pre ? Steps - ids.Length : 0;
        if (vectors is null)
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
        var numbers = _vectors.AsSpan(row * Steps * _dimension, Steps * _dimension);
        numbers[..(first * _dimension)].Clear();
        numbers[((first + ids.Length) * _dimension)..].Clear();
        for (var i = 0; i < ids.Length; i++)
        {
            vectors.CopyRow(ids[i], numbers.Slice((first + i) * _dimension, _dimension));
        }
    }

    /// <summary>Computes the batch.</summary>
    /// <returns><see cref="Rows"/> times width scores in row order, good until the runner is used again.</returns>
    /// <exception cref="OnnxRuntimeException">The graph cannot be computed, or its output has another shape.</exception>
    public ReadOnlySpan<float> Run(RunOptions options)
    {
        if (copiesAtBinding)
        {
            using var binding = Bind();
            session.RunWithBinding(options, binding.Native);
        }
        else
        {
            session.RunWithBinding(options, Bound().Native);
        }

        return _scores.AsSpan(0, Rows * width);
    }

    /// <summary>How many scores the graph gives for the batch, whatever the runner expects.</summary>
    public int CountScores(RunOptions options)
    {
        using var value = Input();
        using var results = session.Run(options, [input], [value], [output]);
        return results[0].GetTensorDataAsSpan<float>().Length;
    }

    /// <inheritdoc/>
    public void Dispose() => Unbind();

    // Pinned for good: the native side holds the addresses.
    private static T[] Larger<T>(T[] buffer, int count) =>
        count <= buffer.Length ? buffer : GC.AllocateUninitializedArray<T>((int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)count), (uint)Array.MaxLength), pinned: true);

    private Binding Bound()
    {
        if (_bindings.TryGetValue((Rows, Steps), out var binding))
        {
            return binding;
        }

        if (_bindings.Count == MaximumBindings)
        {
            Unbind();
        }

        binding = Bind();
        _bindings.Add((Rows, Steps), binding);
        return binding;
    }

    private Binding Bind()
    {
        var binding = new Binding(session.CreateIoBinding(), Input(), Value(_scores, Rows * width, Rows, width));
        try
        {
            binding.Native.BindInput(input, binding.Input);
            binding.Native.BindOutput(output, binding.Output);
            return binding;
        }
        catch
        {
            binding.Dispose();
            throw;
        }
    }

    private OrtValue Input() => vectors is null
        ? Value(_ids, Rows * Steps, Rows, Steps)
        : Value(_vectors, Rows * Steps * _dimension, Rows, Steps, _dimension);

    private static OrtValue Value<T>(T[] buffer, int count, params long[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, count), shape);

    private void Unbind()
    {
        foreach (var binding in _bindings.Values)
        {
            binding.Dispose();
        }

        _bindings.Clear();
    }

    private sealed record Binding(OrtIoBinding Native, OrtValue Input, OrtValue Output) : IDisposable
    {
        public void Dispose()
        {
            Native.Dispose();
            Input.Dispose();
            Output.Dispose();
        }
    }
}
