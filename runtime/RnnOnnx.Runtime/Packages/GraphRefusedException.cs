namespace RnnOnnx.Packages;

/// <summary>
/// A package's graph was not given to ONNX Runtime, because it is damaged or does something that no graph of this format does. The message says which node or constant, what is
/// wrong with it, and what to do.
/// </summary>
public sealed class GraphRefusedException : PackageException
{
    /// <summary>Creates the error.</summary>
    public GraphRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public GraphRefusedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public GraphRefusedException()
    {
    }
}
