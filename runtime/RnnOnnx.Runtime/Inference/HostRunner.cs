using Microsoft.ML.OnnxRuntime;

namespace RnnOnnx.Inference;

/// <summary>Has ONNX Runtime read the batch from the runner's buffers and write the scores there.</summary>
/// <param name="format">What the graph takes and gives.</param>
/// <param name="session">The graph's session; the runner does not own it.</param>
/// <param name="options">Options of every run.</param>
/// <param name="onGpu">True where the provider has memory of its own, into which an input is copied when it is bound.</param>
internal sealed class HostRunner(BatchFormat format, InferenceSession session, RunOptions options, bool onGpu) : BatchRunner(format)
{
    // Texts alone have as many shapes as lengths; batches of a size have as many again. A binding holds about a kilobyte.
    private const int MaximumBindings = 1024;

    private readonly Dictionary<(int Rows, int Steps), BoundTensors> _bindings = [];

    /// <summary>How many scores the graph gives for the batch, whatever the runner expects.</summary>
    public int CountScores()
    {
        using var value = Input();
        using var results = session.Run(options, [Format.Input], [value], [Format.Output]);
        return results[0].GetTensorDataAsSpan<float>().Length;
    }

    /// <inheritdoc/>
    protected override void Compute()
    {
        if (!onGpu)
        {
            session.RunWithBinding(options, Bound().Native);
            return;
        }

        using var pass = CaptureGate.EnterRun();
        using var binding = Bind();
        session.RunWithBinding(options, binding.Native);
    }

    /// <inheritdoc/>
    protected override void Unbind()
    {
        foreach (var binding in _bindings.Values)
        {
            binding.Dispose();
        }

        _bindings.Clear();
    }

    private BoundTensors Bound()
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

    private BoundTensors Bind() => new(session, Format, Input(), OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Scores, Format.OutputShape(Rows)));

    private OrtValue Input() => Format.Vectors is null
        ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Ids, Format.InputShape(Rows, Steps))
        : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Vectors, Format.InputShape(Rows, Steps));
}
