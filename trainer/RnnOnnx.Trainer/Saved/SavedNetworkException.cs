namespace RnnOnnx.Trainer.Saved;

/// <summary>A saved network that cannot be read, or is another than the one it is to be put into. The message names the file, what is wrong with it and the next step.</summary>
public class SavedNetworkException : RnnOnnxException
{
    /// <summary>Creates the error.</summary>
    public SavedNetworkException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public SavedNetworkException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public SavedNetworkException()
    {
    }
}
