using Microsoft.Extensions.Logging;
using RnnOnnx.Inference;

namespace RnnOnnx.Hosting;

/// <summary>Everything that the library logs. Event ids stay what they are; no message holds a text or a part of one.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(1, LogLevel.Information, "{Model}: loaded in {Milliseconds} ms, runs on {Provider}: {Reason}")]
    public static partial void Loaded(ILogger logger, string model, long milliseconds, ExecutionProvider provider, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Model}: cannot be loaded")]
    public static partial void LoadFailed(ILogger logger, Exception error, string model);

    [LoggerMessage(3, LogLevel.Warning, "{Model}: {Capacity} texts are waiting; further ones are refused until there is room")]
    public static partial void Overloaded(ILogger logger, string model, int capacity);

    // Not the exception itself: whoever sent the text gets it, and its message might quote the text.
    [LoggerMessage(4, LogLevel.Error, "{Model}: a text could not be classified ({Error}); its caller got the error")]
    public static partial void TextFailed(ILogger logger, string model, string error);

    [LoggerMessage(5, LogLevel.Information, "{Model}: stops; {Waiting} texts that wait are classified first")]
    public static partial void Stopping(ILogger logger, string model, int waiting);
}
