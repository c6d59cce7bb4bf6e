namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>A public file could not be had, or is not the one that is pinned. The message names the file, both sides and the next step.</summary>
public sealed class DownloadException : RnnOnnxException
{
    /// <summary>Creates the error.</summary>
    public DownloadException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public DownloadException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public DownloadException()
    {
    }
}
