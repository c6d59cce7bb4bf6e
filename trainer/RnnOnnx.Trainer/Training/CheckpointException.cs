namespace RnnOnnx.Trainer.Training;

/// <summary>A training run could not keep its state on the disk. The message names the folder, what happened and the next step.</summary>
public sealed class CheckpointException : RnnOnnxException
{
    /// <summary>Creates the error.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public CheckpointException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public CheckpointException()
    {
    }
}
