namespace RnnOnnx.Packages;

/// <summary>A model package is damaged, incomplete or of a format that this version does not read. The message says which file and what to do.</summary>
public class PackageException : RnnOnnxException
{
    /// <summary>Creates the error.</summary>
    public PackageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public PackageException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public PackageException()
    {
    }
}
