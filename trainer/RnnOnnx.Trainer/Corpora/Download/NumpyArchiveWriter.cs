using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Writes the <c>.npz</c> files that <see cref="NumpyArchive"/> reads: flat arrays in the <c>.npy</c> 1.0 format, compressed, the same bytes every time.</summary>
/// <param name="content">Where the archive goes; stays open.</param>
internal sealed class NumpyArchiveWriter(Stream content) : IDisposable
{
    // NumPy aligns the data so that it can be mapped into memory.
    private const int Alignment = 64;

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
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({length},), }}";
        const int Fixed = 10;
        var total = (Fixed + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[total];
        header.AsSpan().Fill((byte)' ');
        header[0] = 0x93;
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        (header[6], header[7], header[^1]) = (1, 0, (byte)'\n');
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(total - Fixed));
        Encoding.ASCII.GetBytes(text, header.AsSpan(Fixed));

        var entry = _archive.CreateEntry(name + ".npy", CompressionLevel.Optimal);
        entry.LastWriteTime = Timestamp;
        using var stream = entry.Open();
        stream.Write(header);
        stream.Write(data);
    }
}
