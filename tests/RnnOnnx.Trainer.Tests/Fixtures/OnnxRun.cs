using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Runs a model in ONNX Runtime, the judge of what a graph means.</summary>
internal static class OnnxRun
{
    /// <summary>A float32 input.</summary>
    public static OrtValue Floats(float[] values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(values, shape);

    /// <summary>An int64 input.</summary>
    public static OrtValue Int64s(long[] values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(values, shape);

    /// <summary>The float32 outputs by name.</summary>
    public static Dictionary<string, (float[] Values, long[] Shape)> Run(ModelProto model, params (string Name, OrtValue Value)[] inputs)
    {
        using var session = new OnnxSession(model);
        return session.Run(inputs);
    }
}
