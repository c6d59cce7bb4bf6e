namespace RnnOnnx.Trainer.Configuration;

/// <summary>A setting is wrong; the message names it, where it stands, and what it may be.</summary>
public sealed class ConfigurationException : RnnOnnxException
{
    /// <summary>Creates the error.</summary>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public ConfigurationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public ConfigurationException()
    {
    }
}
