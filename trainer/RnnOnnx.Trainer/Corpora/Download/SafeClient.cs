using System.Net;
using System.Net.Http.Headers;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Asks for files over https and follows redirections to https alone; plain http only from this machine to itself.</summary>
public sealed class SafeClient : IDisposable
{
    private const int MaximumRedirections = 5;

    private readonly HttpClient _client;

    /// <summary>Creates the client.</summary>
    /// <param name="useProxy">Whether the machine's proxy settings apply.</param>
    public SafeClient(bool useProxy = true) => _client = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = useProxy,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(30),
    })
    {
        // The caller knows how long nothing may come; a limit on the whole would end slow transfers.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Asks for a file, or for its rest.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="from">The first byte that is wanted.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The answer, its body not yet read; no redirection.</returns>
    /// <exception cref="DownloadException">A redirection leads elsewhere than to https, or there are too many.</exception>
    /// <exception cref="HttpRequestException">There is no connection.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri address, long from, CancellationToken cancellation)
    {
        var at = address;
        for (var redirections = 0; redirections <= MaximumRedirections; redirections++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
            }

            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }

            var location = response.Headers.Location;
            response.Dispose();
            var next = location is null ? null : new Uri(at, location);
            if (next is null || !Origin.IsSafe(next) || (next.IsLoopback && !at.IsLoopback))
            {
                throw new DownloadException($"{at} leads on to '{location}', and only https is followed; look for the file's new address on its project's page");
            }

            at = next;
        }

        throw new DownloadException($"{address} leads on more than {MaximumRedirections} times; look for the file's new address on its project's page");
    }
}
