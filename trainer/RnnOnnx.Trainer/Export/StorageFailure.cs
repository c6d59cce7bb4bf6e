namespace RnnOnnx.Trainer.Export;

/// <summary>Failures to read or write that have their cause outside of the program: no room, no right, a limit, a medium's error.</summary>
internal static class StorageFailure
{
    /// <summary>Whether an exception is one.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException || IsOverlong(exception);

    /// <summary>What an exception says of itself to a user.</summary>
    public static string Reason(Exception exception) =>
        IsOverlong(exception) ? "a file would be longer than the system lets it be (ulimit -f tells the limit)" : exception.Message;

    // .NET reports a file that outgrows the process' limit (EFBIG) as an argument that is out of range.
    private static bool IsOverlong(Exception exception) =>
        exception is ArgumentOutOfRangeException { ParamName: "value", TargetSite.DeclaringType: { } thrower } && (thrower == typeof(RandomAccess) || thrower.FullName == "Interop");
}
