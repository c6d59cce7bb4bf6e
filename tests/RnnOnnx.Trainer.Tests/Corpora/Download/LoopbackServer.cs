using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

/// <summary>A web server of this machine that answers as told, well or badly: one answer a request, the last one again and again.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<long?> _asked = new();
    private readonly Func<long?, Stream, CancellationToken, Task>[] _answers;
    private readonly Task _serving;

    /// <summary>Starts.</summary>
    /// <param name="answers">Each gets the first byte that was asked for, if any, and where to write.</param>
    public LoopbackServer(params Func<long?, Stream, CancellationToken, Task>[] answers)
    {
        _answers = answers;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/original");

    /// <summary>What the requests asked for so far: from which byte on, or null for all.</summary>
    public long?[] Asked => [.. _asked];

    /// <summary>The whole file, or its rest where that is asked for.</summary>
    public static Func<long?, Stream, CancellationToken, Task> Ranged(byte[] file) => (from, stream, stop) => from is { } first
        ? SendAsync(stream, "206 Partial Content", $"Content-Range: bytes {first}-{file.Length - 1}/{file.Length}\r\nContent-Length: {file.Length - first}\r\n", file.AsMemory((int)first), stop)
        : Whole(file)(from, stream, stop);

    /// <summary>The whole file, whatever is asked for.</summary>
    public static Func<long?, Stream, CancellationToken, Task> Whole(byte[] file) => Announcing(file.Length, file);

    /// <summary>Bytes under an announced length, which may be a lie.</summary>
    public static Func<long?, Stream, CancellationToken, Task> Announcing(long length, byte[] bytes) => (_, stream, stop) =>
        SendAsync(stream, "200 OK", $"Content-Length: {length}\r\n", bytes, stop);

    /// <summary>Bytes without any announced length.</summary>
    public static Func<long?, Stream, CancellationToken, Task> Unannounced(byte[] bytes) => (_, stream, stop) => SendAsync(stream, "200 OK", "", bytes, stop);

    /// <summary>A status and headers without a body.</summary>
    public static Func<long?, Stream, CancellationToken, Task> Status(string status, string headers = "") => (_, stream, stop) =>
        SendAsync(stream, status, headers + "Content-Length: 0\r\n", default, stop);

    /// <summary>A beginning of a file, then an act of the test, and then nothing more while the connection stays.</summary>
    public static Func<long?, Stream, CancellationToken, Task> Stalling(byte[] file, int after, Action then) => async (_, stream, stop) =>
    {
        await SendAsync(stream, "200 OK", $"Content-Length: {file.Length}\r\n", file.AsMemory(0, after), stop);
        then();
        await Task.Delay(Timeout.Infinite, stop);
    };

    public static async Task SendAsync(Stream stream, string status, string headers, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n"), stop);
        await stream.WriteAsync(body, stop);
        await stream.FlushAsync(stop);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _serving.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            for (var request = 0; ; request++)
            {
                var connection = await _listener.AcceptTcpClientAsync(_stop.Token);
                open.Add(AnswerAsync(connection, _answers[Math.Min(request, _answers.Length - 1)]));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(TcpClient connection, Func<long?, Stream, CancellationToken, Task> answer)
    {
        using (connection)
        {
            try
            {
                await using var stream = connection.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                long? from = null;
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
                {
                    if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                    {
                        from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
                    }
                }

                _asked.Enqueue(from);
                await answer(from, stream, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}
