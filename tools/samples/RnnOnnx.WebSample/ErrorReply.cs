namespace RnnOnnx.WebSample;

/// <summary>What is wrong with a request.</summary>
/// <param name="Error">One clear message.</param>
internal sealed record ErrorReply(string Error);
