using System.Buffers.Binary;
using System.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads the numbers and texts that a pickle is made of, and knows where it is.</summary>
/// <param name="stream">The pickle.</param>
/// <param name="what">Names it in messages.</param>
internal sealed class PickleBytes(Stream stream, string what) : IDisposable
{
    private const int LongestText = 256;

    private readonly BufferedStream _source = new(stream, 1 << 16);
    private readonly byte[] _bytes = new byte[LongestText];

    /// <summary>Number of bytes read.</summary>
    public long Position { get; private set; }

    /// <summary>A byte, or -1 at the end.</summary>
    public int TryByte()
    {
        var next = _source.ReadByte();
        Position += next < 0 ? 0 : 1;
        return next;
    }

    /// <summary>A byte.</summary>
    public int Byte() => TryByte() is >= 0 and var value ? value : throw new EndOfStreamException("it breaks off before its end");

    /// <summary>An unsigned number of two bytes.</summary>
    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    /// <summary>A signed number of four bytes.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    /// <summary>Leaves eight bytes out.</summary>
    public void SkipUInt64() => Bytes(8);

    /// <summary>A signed number of so many bytes.</summary>
    public int Long(int length)
    {
        if (length > sizeof(long))
        {
            throw Refuse($"has an integer of {length} bytes");
        }

        // Two's complement, the sign being the topmost bit of those that are there.
        var value = 0L;
        foreach (var part in Bytes(length).ToArray().Reverse())
        {
            value = (value << 8) | part;
        }

        value = length == 0 ? 0 : value << (64 - (8 * length)) >> (64 - (8 * length));
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Refuse($"has the integer {value}, which is no word id");
    }

    /// <summary>A text of so many bytes.</summary>
    public string Text(int length) =>
        length is >= 0 and <= LongestText ? Encoding.Latin1.GetString(Bytes(length)) : throw Refuse($"announces a text of {(uint)length:N0} bytes");

    /// <summary>A text up to a line feed.</summary>
    public string Line()
    {
        var text = new StringBuilder();
        for (var next = Byte(); next != '\n'; next = Byte())
        {
            text.Append(text.Length < LongestText ? (char)next : throw Refuse("has a name without an end"));
        }

        return text.ToString();
    }

    /// <summary>The error that says why the pickle is not read, and where.</summary>
    public CorpusException Refuse(string why) =>
        new($"{what} {why} (byte {Position:N0}); only arrays of lists of integers are read, and nothing of a pickle is ever run; take the file from its publisher again");

    public void Dispose() => _source.Dispose();

    private ReadOnlySpan<byte> Bytes(int count)
    {
        var bytes = _bytes.AsSpan(0, count);
        _source.ReadExactly(bytes);
        Position += count;
        return bytes;
    }
}
