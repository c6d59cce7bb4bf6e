using System.Buffers.Binary;

namespace RnnOnnx.Graphs;

/// <summary>How a field of a protobuf message is written.</summary>
internal enum ProtobufWire
{
    /// <summary>A whole number of one to ten bytes.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and so many bytes: a message, a text, bytes, or numbers one after the other.</summary>
    Bytes = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}

/// <summary>Goes through the fields of a protobuf message, which it neither copies nor trusts.</summary>
internal struct ProtobufFields(ReadOnlyMemory<byte> message)
{
    private readonly ReadOnlyMemory<byte> _message = message;
    private int _at;

    /// <summary>Number of the field.</summary>
    public int Number { get; private set; }

    /// <summary>How the field is written.</summary>
    public ProtobufWire Wire { get; private set; }

    /// <summary>The bytes of a field of bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>The number of any other field, fixed ones by their bits.</summary>
    public long Value { get; private set; }

    /// <summary>True when the message broke off within a field or has one of a kind that does not exist.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False when there is none.</returns>
    public bool Next()
    {
        if (_at == _message.Length || IsDamaged)
        {
            return false;
        }

        IsDamaged = !Read();
        return !IsDamaged;
    }

    /// <summary>Reads a varint, for numbers that are written one after the other.</summary>
    /// <param name="bytes">Where it starts.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Its length in bytes; 0 when it is none.</returns>
    public static int Varint(ReadOnlySpan<byte> bytes, out ulong value)
    {
        const int Longest = 10;
        value = 0;
        for (var i = 0; i < Math.Min(bytes.Length, Longest); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                return i + 1;
            }
        }

        return 0;
    }

    private bool Read()
    {
        if (!Varint(out var tag) || tag > uint.MaxValue || tag >> 3 == 0)
        {
            return false;
        }

        (Number, Wire, Bytes, Value) = ((int)(tag >> 3), (ProtobufWire)(tag & 7), default, 0);
        switch (Wire)
        {
            case ProtobufWire.Varint:
                var read = Varint(out var value);
                Value = (long)value;
                return read;
            case ProtobufWire.Fixed64:
                if (!Take(sizeof(long), out var eight))
                {
                    return false;
                }

                Value = BinaryPrimitives.ReadInt64LittleEndian(eight.Span);
                return true;
            case ProtobufWire.Bytes:
                ReadOnlyMemory<byte> bytes = default;
                var complete = Varint(out var length) && Take(length, out bytes);
                Bytes = bytes;
                return complete;
            case ProtobufWire.Fixed32:
                if (!Take(sizeof(int), out var four))
                {
                    return false;
                }

                Value = BinaryPrimitives.ReadInt32LittleEndian(four.Span);
                return true;
            default:
                return false;
        }
    }

    private bool Take(ulong count, out ReadOnlyMemory<byte> taken)
    {
        if (count > (ulong)(_message.Length - _at))
        {
            taken = default;
            return false;
        }

        taken = _message.Slice(_at, (int)count);
        _at += (int)count;
        return true;
    }

    private bool Varint(out ulong value)
    {
        var length = Varint(_message.Span[_at..], out value);
        _at += length;
        return length > 0;
    }
}
