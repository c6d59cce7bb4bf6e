using System.IO.Compression;
using System.Runtime.InteropServices;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads one-dimensional integer arrays out of an <c>.npz</c> file: a zip of <c>.npy</c> 1.0 files. Never runs a pickle.</summary>
public sealed class NumpyArchive : IDisposable
{
    private readonly string _path;
    private readonly ZipArchive _archive;

    private NumpyArchive(string path, ZipArchive archive)
    {
        _path = path;
        _archive = archive;
    }

    /// <summary>Opens an archive.</summary>
    /// <exception cref="CorpusException">The file is no zip.</exception>
    public static NumpyArchive Open(string path)
    {
        try
        {
            return new NumpyArchive(path, ZipFile.OpenRead(path));
        }
        catch (InvalidDataException e)
        {
            throw new CorpusException($"{path} is no .npz archive ({e.Message}); restore the file", e);
        }
    }

    /// <summary>An array of 32-bit integers.</summary>
    /// <exception cref="CorpusException">It is missing, damaged, or of another kind.</exception>
    public int[] Int32s(string name) => MemoryMarshal.Cast<byte, int>(Read(name, "<i4", sizeof(int))).ToArray();

    /// <summary>An array of bytes.</summary>
    /// <exception cref="CorpusException">It is missing, damaged, or of another kind.</exception>
    public byte[] Bytes(string name) => Read(name, "|u1", sizeof(byte));

    /// <summary>The error that says what is wrong with this archive.</summary>
    public CorpusException Damaged(string what) => new($"{_path}: {what}; restore the file");

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private byte[] Read(string name, string type, int size)
    {
        var what = $"{_path}: '{name}'";
        var entry = _archive.GetEntry(name + ".npy") ?? throw new CorpusException($"{_path} has no array '{name}'; restore the file");
        try
        {
            using var stream = entry.Open();
            var header = NumpyHeader.Read(stream, what);
            if (header.Type != type || header.Shape.Count != 1)
            {
                throw new CorpusException($"{what} should be a flat array of {type} and its header says {header.Text}; restore the file");
            }

            var length = header.Shape[0];
            if (length * size != entry.Length - header.Bytes)
            {
                throw new CorpusException($"{what} announces {length} values of {size} bytes and holds {entry.Length - header.Bytes} bytes; restore the file");
            }

            var data = new byte[length * size];
            stream.ReadExactly(data);
            return data;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new CorpusException($"{what} is damaged ({e.Message}); restore the file", e);
        }
    }
}
