using System.Text.Json;

namespace RnnOnnx.WebSample;

/// <summary>What a request says: <c>{"text": "..."}</c>.</summary>
/// <param name="Text">The text; null where it is missing.</param>
internal sealed record RequestForm(string? Text)
{
    /// <summary>One line that tells what is wrong and what a request looks like.</summary>
    public static string Complain(string fault) => $"{fault}; send JSON like {{\"text\": \"Not a bad film at all.\"}} as application/json.";

    /// <summary>Reads a request's body.</summary>
    /// <returns>The text, or else what is wrong.</returns>
    public static async Task<(string? Text, string? Complaint)> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            var form = await JsonSerializer.DeserializeAsync(body, ServiceJsonContext.Default.RequestForm, cancellationToken).ConfigureAwait(false);
            return form?.Text is { } text ? (text, null) : (null, Complain("The body has no 'text'"));
        }
        catch (JsonException)
        {
            return (null, Complain("The body cannot be understood"));
        }
        catch (BadHttpRequestException e)
        {
            return (null, $"The request cannot be read: {e.Message.TrimEnd('.')}.");
        }
    }
}
