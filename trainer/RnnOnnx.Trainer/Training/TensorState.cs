using TorchSharp;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Training;

/// <summary>Named 32-bit float tensors in a checkpoint, bit by bit.</summary>
public static class TensorState
{
    /// <summary>Writes tensors.</summary>
    /// <param name="state">The checkpoint.</param>
    /// <param name="tensors">The tensors by name, of type <c>float32</c>.</param>
    public static void Write(BinaryWriter state, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(tensors);
        state.Write(tensors.Count);
        foreach (var (name, tensor) in tensors)
        {
            using var scope = NewDisposeScope();
            var values = tensor.detach().cpu().contiguous();
            state.Write(name);
            state.Write(values.shape.Length);
            foreach (var size in values.shape)
            {
                state.Write(size);
            }

            state.Write(values.bytes);
        }
    }

    /// <summary>Reads tensors, which are the caller's to dispose.</summary>
    /// <param name="state">The checkpoint.</param>
    /// <returns>The tensors by name, on the CPU.</returns>
    public static Dictionary<string, Tensor> Read(BinaryReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var tensors = new Dictionary<string, Tensor>();
        for (var left = state.ReadInt32(); left > 0; left--)
        {
            var name = state.ReadString();
            var shape = new long[state.ReadInt32()];
            for (var i = 0; i < shape.Length; i++)
            {
                shape[i] = state.ReadInt64();
            }

            var values = empty(shape, ScalarType.Float32).DetachFromDisposeScope();
            state.BaseStream.ReadExactly(values.bytes);
            tensors.Add(name, values);
        }

        return tensors;
    }
}
