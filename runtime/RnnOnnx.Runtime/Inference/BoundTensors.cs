using Microsoft.ML.OnnxRuntime;

namespace RnnOnnx.Inference;

/// <summary>An input and an output that a session reads and writes in place.</summary>
internal sealed class BoundTensors : IDisposable
{
    private readonly OrtValue _input;
    private readonly OrtValue _output;

    /// <summary>Binds the two, which are let go with this object.</summary>
    public BoundTensors(InferenceSession session, BatchFormat format, OrtValue input, OrtValue output)
    {
        (_input, _output, Native) = (input, output, session.CreateIoBinding());
        try
        {
            Native.BindInput(format.Input, input);
            Native.BindOutput(format.Output, output);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What a run is given.</summary>
    public OrtIoBinding Native { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Native.Dispose();
        _input.Dispose();
        _output.Dispose();
    }
}
