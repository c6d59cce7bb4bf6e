using System.Security.Cryptography;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Fetches pinned files: goes on where a transfer broke off, tries again, and keeps nothing but the very bytes that are pinned.</summary>
/// <param name="client">Sends requests; see <see cref="SafeClient"/>.</param>
/// <param name="time">The clock of delays and patience.</param>
/// <param name="output">Where progress goes.</param>
public sealed class OriginDownload(SafeClient client, TimeProvider time, TextWriter output)
{
    private const int BufferSize = 1 << 16;

    /// <summary>How long a server may send nothing.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait before each further attempt.</summary>
    public IReadOnlyList<TimeSpan> Delays { get; init; } = [.. Enumerable.Range(0, 4).Select(i => TimeSpan.FromSeconds(1 << i))];

    /// <summary>Gives a file, from the folder if it is there and else from its origin.</summary>
    /// <param name="origin">The file.</param>
    /// <param name="folder">Where it is kept; made when the first bytes come.</param>
    /// <param name="cancellation">Stops; what has come stays for the next time.</param>
    /// <returns>Path of the file, which has the pinned size and SHA-256.</returns>
    /// <exception cref="DownloadException">The file could not be had, or is another.</exception>
    public Task<string> GetAsync(Origin origin, string folder, CancellationToken cancellation) => GetAsync(origin, folder, static _ => { }, cancellation);

    /// <summary>As above.</summary>
    /// <param name="origin">The file.</param>
    /// <param name="folder">Where it is kept; made when the first bytes come.</param>
    /// <param name="naming">Gets the path of a file that was fetched just before the file takes this name.</param>
    /// <param name="cancellation">Stops; what has come stays for the next time.</param>
    /// <returns>Path of the file, which has the pinned size and SHA-256.</returns>
    /// <exception cref="DownloadException">The file could not be had, or is another.</exception>
    public async Task<string> GetAsync(Origin origin, string folder, Action<string> naming, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(naming);
        var path = Path.GetFullPath(Path.Combine(folder, origin.File));
        if (File.Exists(path))
        {
            return await MismatchAsync(origin, path, cancellation) is { } wrong
                ? throw new DownloadException($"{path} {wrong}; delete it, or {origin.ByHand("its place")}, and run it again")
                : path;
        }

        var part = path + ".part";
        var isResumed = File.Exists(part);
        output.WriteLine($"  {origin.Address} ({origin.Bytes:N0} bytes)");
        while (true)
        {
            await TransferAsync(origin, path, part, cancellation);
            if (await MismatchAsync(origin, part, cancellation) is not { } wrong)
            {
                break;
            }

            File.Delete(part);
            if (!isResumed)
            {
                throw new DownloadException($"{origin.Address} {wrong}; nothing of it was kept: it was changed there or on the way; {origin.ByHand(path)} and run it again");
            }

            // What an earlier run left may have been another file's beginning, so the whole file gets one chance.
            output.WriteLine($"  what an earlier run had left was no part of {origin.File}; starting over");
            isResumed = false;
        }

        DurableFile.Flush(part);
        naming(path);
        File.Move(part, path);
        return path;
    }

    private static async Task<string?> MismatchAsync(Origin origin, string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (file.Length != origin.Bytes)
        {
            return $"has {file.Length:N0} bytes, and the original has {origin.Bytes:N0}";
        }

        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        return sha256 == origin.Sha256 ? null : $"has SHA-256 {sha256}, and the original has {origin.Sha256}";
    }

    private async Task TransferAsync(Origin origin, string path, string part, CancellationToken cancellation)
    {
        for (var attempt = 0; await TryTransferAsync(origin, path, part, cancellation) is { } trouble; attempt++)
        {
            if (attempt == Delays.Count)
            {
                var kept = File.Exists(part) ? " (what has come is kept, and the next run goes on there)" : "";
                throw new DownloadException($"{origin.File} could not be had from {origin.Address.Host}: {trouble}{kept}; run it again, or where there is no network {origin.ByHand(path)}");
            }

            output.WriteLine($"  {trouble}; trying again in {Delays[attempt].TotalSeconds:0.#} s");
            await Task.Delay(Delays[attempt], time, cancellation);
        }
    }

    // Null once all bytes are there, else what broke off and may go better the next time.
    private async Task<string?> TryTransferAsync(Origin origin, string path, string part, CancellationToken cancellation)
    {
        using var stalled = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stalled.Token);
        try
        {
            var have = File.Exists(part) ? new FileInfo(part).Length : 0;
            if (have >= origin.Bytes)
            {
                return null;
            }

            using var response = await client.GetAsync(origin.Address, have, either.Token);
            var answer = TransferAnswer.Of(response, origin, have);
            if (answer.Refusal is { } refusal)
            {
                throw new DownloadException($"{origin.File}: {refusal}; {origin.ByHand(path)} and run it again");
            }

            if (answer.Trouble is { } trouble)
            {
                if (answer.StartOver)
                {
                    File.Delete(part);
                }

                return trouble;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(part)!);
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            await using var file = new FileStream(part, answer.StartOver ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            return await CopyAsync(origin, body, file, stalled, either.Token);
        }
        catch (OperationCanceledException) when (stalled.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return $"{origin.Address.Host} sent nothing for {Patience.TotalSeconds:N0} s";
        }
        catch (HttpRequestException e)
        {
            return $"no connection to {origin.Address.Host} ({e.Message})";
        }
    }

    private async Task<string?> CopyAsync(Origin origin, Stream body, FileStream file, CancellationTokenSource stalled, CancellationToken either)
    {
        var buffer = new byte[BufferSize];
        if (file.Length > 0)
        {
            output.WriteLine($"  going on after {file.Length:N0} bytes");
        }

        var shown = file.Length * 10 / origin.Bytes;
        while (true)
        {
            stalled.CancelAfter(Patience);
            int read;
            try
            {
                read = await body.ReadAsync(buffer, either);
            }
            catch (IOException e)
            {
                return $"the connection broke off after {file.Length:N0} of {origin.Bytes:N0} bytes ({e.Message})";
            }

            if (read == 0)
            {
                return file.Length == origin.Bytes ? null : $"the connection ended after {file.Length:N0} of {origin.Bytes:N0} bytes";
            }

            // One byte too many shows that the file is another; more are of no use.
            var wanted = (int)Math.Min(read, origin.Bytes - file.Length + 1);
            await file.WriteAsync(buffer.AsMemory(0, wanted), either);
            if (file.Length > origin.Bytes)
            {
                return null;
            }

            if (file.Length * 10 / origin.Bytes is var tenths && tenths > shown)
            {
                output.WriteLine($"  {origin.File}: {tenths * 10} %");
                shown = tenths;
            }
        }
    }
}
