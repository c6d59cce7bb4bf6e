using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>The head of a <c>.npy</c> 1.0 array in C order.</summary>
/// <param name="Type">NumPy's name of the values' type, such as <c>&lt;i4</c>.</param>
/// <param name="Shape">The array's size in each dimension.</param>
/// <param name="Text">The head as it is written, for messages.</param>
/// <param name="Bytes">Number of bytes before the values.</param>
internal sealed partial record NumpyHeader(string Type, IReadOnlyList<long> Shape, string Text, int Bytes)
{
    // NumPy aligns the values so that they can be mapped into memory.
    private const int Alignment = 64;
    private const int Fixed = 10;

    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    /// <summary>The head of an array that is to be written.</summary>
    /// <param name="type">NumPy's name of the values' type, such as <c>&lt;i4</c>.</param>
    /// <param name="shape">The array's size in each dimension.</param>
    public static byte[] Of(string type, params IReadOnlyList<long> shape)
    {
        // A tuple of one needs its comma.
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}{(shape.Count == 1 ? "," : "")}), }}";
        var header = new byte[(Fixed + text.Length + 1 + Alignment - 1) / Alignment * Alignment];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header, 0);
        (header[6], header[7], header[^1]) = (1, 0, (byte)'\n');
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(header.Length - Fixed));
        Encoding.ASCII.GetBytes(text, header.AsSpan(Fixed));
        return header;
    }

    /// <summary>Reads the head and leaves the stream at the values.</summary>
    /// <param name="stream">The array's file.</param>
    /// <param name="what">Names the array in messages.</param>
    /// <exception cref="CorpusException">There is no such head.</exception>
    /// <exception cref="EndOfStreamException">The file breaks off.</exception>
    public static NumpyHeader Read(Stream stream, string what)
    {
        Span<byte> start = stackalloc byte[Fixed];
        stream.ReadExactly(start);
        if (!start[..6].SequenceEqual(Magic) || start[6] != 1)
        {
            throw new CorpusException($"{what} is not in the .npy 1.0 format; restore the file");
        }

        var header = new byte[BinaryPrimitives.ReadUInt16LittleEndian(start[8..])];
        stream.ReadExactly(header);
        var text = Encoding.Latin1.GetString(header).Trim();
        var match = Form().Match(text);
        return match.Success
            ? new NumpyHeader(match.Groups["type"].Value, [.. match.Groups["size"].Captures.Select(c => long.Parse(c.Value, CultureInfo.InvariantCulture))], text, start.Length + header.Length)
            : throw new CorpusException($"{what} should be a plain array in C order and its header says {text}; restore the file");
    }

    // Python 2 wrote sizes as 25000L.
    [GeneratedRegex(@"^\{'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \(((?<size>\d{1,10})L?(, ?|(?=\))))*\), \}$")]
    private static partial Regex Form();
}
