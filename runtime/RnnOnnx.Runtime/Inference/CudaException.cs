namespace RnnOnnx.Inference;

/// <summary>The CUDA driver did not do what it was asked for. The message says what that was and what the driver answered.</summary>
public sealed class CudaException : RnnOnnxException
{
    /// <summary>Creates the error.</summary>
    public CudaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public CudaException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public CudaException()
    {
    }
}
