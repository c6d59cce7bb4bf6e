using System.Net;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>What a server's answer means for a transfer.</summary>
/// <param name="StartOver">Whether the bytes that have come so far are of no use.</param>
/// <param name="Trouble">Why there are no bytes this time; null where they follow.</param>
/// <param name="Refusal">Why there will be no right bytes at all; null where there may.</param>
internal sealed record TransferAnswer(bool StartOver, string? Trouble = null, string? Refusal = null)
{
    /// <summary>Reads an answer's status and headers.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="origin">The file that was asked for.</param>
    /// <param name="have">From which byte on it was asked for.</param>
    public static TransferAnswer Of(HttpResponseMessage response, Origin origin, long have)
    {
        var status = $"{origin.Address.Host} answered {(int)response.StatusCode} {response.ReasonPhrase}";
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return Sized(response, origin, 0);
            case HttpStatusCode.PartialContent when have > 0:
                var range = response.Content.Headers.ContentRange;
                return range?.From == have && (range.Length ?? origin.Bytes) == origin.Bytes
                    ? Sized(response, origin, have)
                    : new TransferAnswer(true, $"{origin.Address.Host} sent the range '{range}' when asked for the bytes from {have} of {origin.Bytes} on");
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                return new TransferAnswer(true, status);
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                return new TransferAnswer(false, status);
            default:
                return new TransferAnswer(false, Refusal: status);
        }
    }

    private static TransferAnswer Sized(HttpResponseMessage response, Origin origin, long from) =>
        response.Content.Headers.ContentLength is { } announced && announced != origin.Bytes - from
            ? new TransferAnswer(false, Refusal: $"{origin.Address.Host} announces {announced:N0} bytes, and the original has {origin.Bytes:N0}{(from > 0 ? $", of which {from:N0} are here" : "")}: the file there is another")
            : new TransferAnswer(from == 0);
}
