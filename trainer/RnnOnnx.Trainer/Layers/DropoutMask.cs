namespace RnnOnnx.Trainer.Layers;

/// <summary>How long a mask of dropout holds on a recurrent layer's inputs.</summary>
public enum DropoutMask
{
    /// <summary>Drawn anew for every step and feature, as tf.keras 2's fused layers do.</summary>
    PerStep,

    /// <summary>One for each text and gate, the same at every step, as Keras before 2.3 does.</summary>
    PerTextAndGate,
}
