using RnnOnnx.Trainer.Export;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>What a layer applies to each of its values.</summary>
public enum Activation
{
    /// <summary>Nothing.</summary>
    Linear,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>e^x over the sum of all e^x of the step or text.</summary>
    Softmax,
}

/// <summary>The activations on tensors and in graphs.</summary>
internal static class ActivationFunctions
{
    /// <summary>Applies an activation.</summary>
    public static Tensor Apply(this Activation activation, Tensor values) => activation switch
    {
        Activation.Linear => values,
        Activation.Sigmoid => values.sigmoid(),
        Activation.Relu => values.relu(),
        Activation.Softmax => nn.functional.softmax(values, -1),
        _ => throw Unknown(activation),
    };

    /// <summary>Adds an activation's node and gives its value.</summary>
    public static string Export(this Activation activation, GraphBuilder builder, string value) => activation switch
    {
        Activation.Linear => value,
        Activation.Sigmoid => builder.Node("Sigmoid", "probability", [value]),
        Activation.Relu => builder.Node("Relu", "rectified", [value]),
        Activation.Softmax => builder.Node("Softmax", "probabilities", [value], Attributes.Int("axis", -1)),
        _ => throw Unknown(activation),
    };

    private static InvalidOperationException Unknown(Activation activation) => new($"there is no activation {activation}");
}
