using Microsoft.ML.OnnxRuntime;

namespace RnnOnnx.Generation;

/// <summary>Where a text stands, and the buffers of its next step.</summary>
/// <remarks>The states are held twice, for a step reads them while it writes the next ones; then the two change places.</remarks>
internal sealed class GeneratorState : IDisposable
{
    private readonly OrtIoBinding?[] _bindings = new OrtIoBinding?[2];
    private readonly List<IDisposable> _owned = [];
    private readonly float[][][] _states;
    private int _current;

    /// <summary>A text before its first id: all states are zero.</summary>
    /// <param name="units">Size of each state.</param>
    /// <param name="width">Number of logits.</param>
    public GeneratorState(int[] units, int width)
    {
        _states = [Array.ConvertAll(units, Pinned<float>), Array.ConvertAll(units, Pinned<float>)];
        Logits = Pinned<float>(width);
        Id = Pinned<long>(1);
    }

    /// <summary>The id of the next step.</summary>
    public long[] Id { get; }

    /// <summary>The logits after the last step.</summary>
    public float[] Logits { get; }

    /// <summary>The states after the last step.</summary>
    public float[][] States => _states[_current];

    /// <summary>What a run of one step is given: <see cref="Id"/> and <see cref="States"/> go in, <see cref="Logits"/> and the other states come out.</summary>
    /// <param name="session">The graph's session, always the same one.</param>
    /// <param name="inputs">Names of the inputs: ids, then states.</param>
    /// <param name="outputs">Names of the outputs: logits, then states.</param>
    public OrtIoBinding Bound(InferenceSession session, string[] inputs, string[] outputs)
    {
        if (_bindings[_current] is { } bound)
        {
            return bound;
        }

        var binding = session.CreateIoBinding();
        _owned.Add(binding);
        binding.BindInput(inputs[0], Value(Id, 1, 1));
        binding.BindOutput(outputs[0], Value(Logits, 1, Logits.Length));
        for (var i = 0; i < States.Length; i++)
        {
            binding.BindInput(inputs[i + 1], Value(States[i], 1, 1, States[i].Length));
            binding.BindOutput(outputs[i + 1], Value(_states[1 - _current][i], 1, 1, States[i].Length));
        }

        _bindings[_current] = binding;
        return binding;
    }

    /// <summary>Makes the states that came out of a step the current ones.</summary>
    public void Swap() => _current = 1 - _current;

    /// <inheritdoc/>
    public void Dispose() => _owned.ForEach(static native => native.Dispose());

    // The native side holds the addresses.
    private static T[] Pinned<T>(int count) => GC.AllocateArray<T>(count, pinned: true);

    private OrtValue Value<T>(T[] buffer, params long[] shape)
        where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(), shape);
        _owned.Add(value);
        return value;
    }
}
