using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads one-dimensional integer arrays out of an <c>.npz</c> file: a zip of <c>.npy</c> 1.0 files. Never runs a pickle.</summary>
public sealed partial class NumpyArchive : IDisposable
{
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

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
        var entry = _archive.GetEntry(name + ".npy") ?? throw new CorpusException($"{_path} has no array '{name}'; restore the file");
        try
        {
            using var stream = entry.Open();
            Span<byte> start = stackalloc byte[10];
            stream.ReadExactly(start);
            if (!start[..6].SequenceEqual(Magic) || start[6] != 1)
            {
                throw new CorpusException($"{_path}: '{name}' is not in the .npy 1.0 format; restore the file");
            }

            var header = new byte[BinaryPrimitives.ReadUInt16LittleEndian(start[8..])];
            stream.ReadExactly(header);
            var text = Encoding.Latin1.GetString(header);
            var match = Header().Match(text);
            if (!match.Success || match.Groups["type"].Value != type)
            {
                throw new CorpusException($"{_path}: '{name}' should be a flat array of {type} and its header says {text.Trim()}; restore the file");
            }

            var length = long.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture);
            if (length * size != entry.Length - start.Length - header.Length)
            {
                throw new CorpusException($"{_path}: '{name}' announces {length} values of {size} bytes and holds {entry.Length - start.Length - header.Length} bytes; restore the file");
            }

            var data = new byte[length * size];
            stream.ReadExactly(data);
            return data;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new CorpusException($"{_path}: '{name}' is damaged ({e.Message}); restore the file", e);
        }
    }

    [GeneratedRegex(@"^\{'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<length>\d{1,10}),\), \}\s*$")]
    private static partial Regex Header();
}
