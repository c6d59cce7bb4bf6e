using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>A model opened in ONNX Runtime, on one thread, for several runs.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;

    public OnnxSession(ModelProto model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(model.ToByteArray(), options);
    }

    /// <summary>The float32 outputs by name. The inputs are disposed.</summary>
    public Dictionary<string, (float[] Values, long[] Shape)> Run(params (string Name, OrtValue Value)[] inputs)
    {
        using var run = new RunOptions();
        string[] names = [.. _session.OutputNames];
        using var outputs = _session.Run(run, [.. inputs.Select(i => i.Name)], [.. inputs.Select(i => i.Value)], names);
        foreach (var (_, value) in inputs)
        {
            value.Dispose();
        }

        return names.Zip(outputs).ToDictionary(p => p.First, p => (p.Second.GetTensorDataAsSpan<float>().ToArray(), p.Second.GetTensorTypeAndShape().Shape));
    }

    /// <summary>One score vector per row of ids, all of one length.</summary>
    public float[][] Scores(params long[][] rows)
    {
        var (values, shape) = Run(("ids", OnnxRun.Int64s([.. rows.SelectMany(r => r)], rows.Length, rows[0].Length)))["scores"];
        return [.. values.Chunk((int)shape[1])];
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
