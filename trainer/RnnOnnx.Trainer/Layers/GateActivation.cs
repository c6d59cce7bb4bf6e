using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>What makes a number between 0 and 1 of a gate's sum.</summary>
public enum GateActivation
{
    /// <summary>1 / (1 + e^-x), the choice of tf.keras 2.</summary>
    Sigmoid,

    /// <summary>0.2 x + 0.5 between 0 and 1, the choice of Keras before 2.3.</summary>
    HardSigmoid,
}

/// <summary>The gates' functions on tensors.</summary>
internal static class GateActivations
{
    /// <summary>Applies a gate's function.</summary>
    public static Tensor Apply(this GateActivation activation, Tensor sum) =>
        activation == GateActivation.Sigmoid ? sum.sigmoid() : ((sum * 0.2) + 0.5).clamp(0, 1);
}
