namespace RnnOnnx.Trainer.Training;

/// <summary>In which numbers a training step is computed. Weights, optimizer and evaluation are in 32 bits either way.</summary>
public enum TrainingPrecision
{
    /// <summary>32 bits.</summary>
    Full,

    /// <summary>Forward and backward pass in bfloat16: float32's range with 8 bits of precision.</summary>
    Mixed,
}
