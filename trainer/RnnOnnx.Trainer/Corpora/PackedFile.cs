using System.Buffers.Binary;
using System.IO.Compression;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Opens a file for reading, unpacked if its name ends in <c>.gz</c> or <c>.zip</c>.</summary>
internal static class PackedFile
{
    /// <summary>Opens a file from its start.</summary>
    /// <param name="path">The file; of a <c>.zip</c>, its only entry or the one asked for.</param>
    /// <param name="entry">Name of the entry of a <c>.zip</c>; null where there is only one.</param>
    /// <returns>A stream whose end is an <see cref="InvalidDataException"/> when the packed data breaks off.</returns>
    /// <exception cref="CorpusException">The file, or the entry, is not there.</exception>
    /// <exception cref="InvalidDataException">The file is not what its name says.</exception>
    public static Stream Open(string path, string? entry = null)
    {
        if (!File.Exists(path))
        {
            throw new CorpusException($"{path} is missing; restore the file or correct the path");
        }

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".gz" => OpenGzip(path),
            ".zip" => OpenZip(path, entry),
            _ => File.OpenRead(path),
        };
    }

    private static WholeStream OpenGzip(string path)
    {
        var file = File.OpenRead(path);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        if (file.Length < length.Length)
        {
            file.Dispose();
            throw new InvalidDataException("it is too short for gzip");
        }

        // The format's last four bytes are the true length.
        file.Seek(-length.Length, SeekOrigin.End);
        file.ReadExactly(length);
        file.Position = 0;
        return new WholeStream(new GZipStream(file, CompressionMode.Decompress), BinaryPrimitives.ReadUInt32LittleEndian(length), file);
    }

    private static WholeStream OpenZip(string path, string? name)
    {
        var archive = ZipFile.OpenRead(path);
        try
        {
            var entry = name is null ? (archive.Entries.Count == 1 ? archive.Entries[0] : null) : archive.GetEntry(name);
            return entry is null
                ? throw new CorpusException($"{path} has no single entry{(name is null ? "" : $" '{name}'")}; it has {string.Join(", ", archive.Entries.Take(10).Select(e => e.FullName))}; name one of them")
                : new WholeStream(entry.Open(), (uint)entry.Length, archive);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }
}
