using System.IO.Compression;
using System.Runtime.InteropServices;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads one-dimensional arrays of integers, or of lists of integers, out of an <c>.npz</c> file: a zip of <c>.npy</c> 1.0 files. Never runs a pickle.</summary>
public sealed class NumpyArchive : IDisposable
{
    private const long MostBytes = 1 << 30;

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

    /// <summary>An array of 64-bit integers.</summary>
    /// <exception cref="CorpusException">It is missing, damaged, or of another kind.</exception>
    public long[] Int64s(string name) => MemoryMarshal.Cast<byte, long>(Read(name, "<i8", sizeof(long))).ToArray();

    /// <summary>An array of Python objects that are lists of integers, as Keras' original archives have them. Its pickle is read, never run.</summary>
    /// <exception cref="CorpusException">It is missing, damaged, or holds anything else.</exception>
    public int[][] Lists(string name) => Read(name, "|O", (header, stream, what) =>
    {
        var lists = PickledLists.Read(stream, what);
        return lists.Length == header.Shape[0] ? lists : throw new CorpusException($"{what} announces {header.Shape[0]} lists and holds {lists.Length}; restore the file");
    });

    /// <summary>The error that says what is wrong with this archive.</summary>
    public CorpusException Damaged(string what) => new($"{_path}: {what}; restore the file");

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private byte[] Read(string name, string type, int size) => Read(name, type, (header, stream, what) =>
    {
        var (length, held) = (header.Shape[0], _archive.GetEntry(name + ".npy")!.Length - header.Bytes);
        if (length * size != held || held > MostBytes)
        {
            throw new CorpusException($"{what} announces {length} values of {size} bytes and holds {held} bytes; restore the file");
        }

        var data = new byte[length * size];
        stream.ReadExactly(data);
        return data;
    });

    private T Read<T>(string name, string type, Func<NumpyHeader, Stream, string, T> content)
    {
        var what = $"{_path}: '{name}'";
        var entry = _archive.GetEntry(name + ".npy") ?? throw new CorpusException($"{_path} has no array '{name}'; restore the file");
        try
        {
            using var stream = entry.Open();
            var header = NumpyHeader.Read(stream, what);
            return header.Type == type && header.Shape.Count == 1
                ? content(header, stream, what)
                : throw new CorpusException($"{what} should be a flat array of {type} and its header says {header.Text}; restore the file");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new CorpusException($"{what} is damaged ({e.Message}); restore the file", e);
        }
    }
}
