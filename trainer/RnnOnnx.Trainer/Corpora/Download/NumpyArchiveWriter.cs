using System.IO.Compression;
using System.Runtime.InteropServices;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Writes the <c>.npz</c> files that <see cref="NumpyArchive"/> reads: flat arrays in the <c>.npy</c> 1.0 format, compressed, the same bytes every time.</summary>
/// <param name="content">Where the archive goes; stays open.</param>
internal sealed class NumpyArchiveWriter(Stream content) : IDisposable
{
    private static readonly DateTimeOffset Timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _archive = new(content, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>Adds an array of 32-bit integers.</summary>
    public void Add(string name, ReadOnlySpan<int> values) => Add(name, "<i4", values.Length, MemoryMarshal.AsBytes(values));

    /// <summary>Adds an array of bytes.</summary>
    public void Add(string name, ReadOnlySpan<byte> values) => Add(name, "|u1", values.Length, values);

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private void Add(string name, string type, int length, ReadOnlySpan<byte> data)
    {
        var entry = _archive.CreateEntry(name + ".npy", CompressionLevel.Optimal);
        entry.LastWriteTime = Timestamp;
        using var stream = entry.Open();
        stream.Write(NumpyHeader.Of(type, length));
        stream.Write(data);
    }
}
