using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RnnOnnx.Kills.Downloads;

/// <summary>A web server of this machine, for this machine alone, that gives one file or its rest in small pieces.</summary>
internal sealed class SlowServer : IDisposable
{
    private const int Pieces = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(8);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<long> _asked = new();
    private readonly byte[] _file;
    private readonly Task _serving;

    /// <summary>Starts.</summary>
    /// <param name="file">The file.</param>
    public SlowServer(byte[] file)
    {
        _file = file;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where the file is.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{MadeUpOriginal.File}");

    /// <summary>From which byte on the file was asked for since the last call.</summary>
    public long[] TakeAsked()
    {
        var asked = new List<long>();
        while (_asked.TryDequeue(out var from))
        {
            asked.Add(from);
        }

        return [.. asked];
    }

    /// <inheritdoc/>
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
            while (true)
            {
                open.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(TcpClient connection)
    {
        using (connection)
        {
            try
            {
                await using var stream = connection.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var from = 0;
                while (await reader.ReadLineAsync(_stop.Token) is var line && line != "")
                {
                    if (line is null)
                    {
                        // Whoever was about to ask was killed before the question was out.
                        return;
                    }

                    if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                    {
                        from = int.Parse(line["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
                    }
                }

                _asked.Enqueue(from);
                var status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{_file.Length - 1}/{_file.Length}" : "200 OK";
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {_file.Length - from}\r\n\r\n"), _stop.Token);
                var piece = _file.Length / Pieces;
                for (var sent = from; sent < _file.Length; sent += piece)
                {
                    await stream.WriteAsync(_file.AsMemory(sent, Math.Min(piece, _file.Length - sent)), _stop.Token);
                    await stream.FlushAsync(_stop.Token);
                    await Task.Delay(Pause, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // Whoever asked was killed, or all is over.
            }
        }
    }
}
