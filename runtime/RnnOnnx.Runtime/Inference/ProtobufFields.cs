namespace RnnOnnx.Inference;

/// <summary>Goes through the fields of a protobuf message.</summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the field.</summary>
    public int Number { get; private set; }

    /// <summary>True when the field is a message, a string or bytes; it is then in <see cref="Bytes"/>, and else in <see cref="Value"/>.</summary>
    public bool IsBytes { get; private set; }

    /// <summary>The field's bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The field's number.</summary>
    public long Value { get; private set; }

    /// <summary>True when the message broke off within a field or has one of a kind that does not exist.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False when there is none.</returns>
    public bool Next()
    {
        if (_rest.IsEmpty || IsDamaged)
        {
            return false;
        }

        IsDamaged = !Read();
        return !IsDamaged;
    }

    private bool Read()
    {
        if (!Varint(out var tag))
        {
            return false;
        }

        (Number, IsBytes, Value) = ((int)(tag >> 3), (tag & 7) == 2, 0);
        switch (tag & 7)
        {
            case 0:
                var read = Varint(out var value);
                Value = (long)value;
                return read;
            case 1:
                return Skip(8, out _);
            case 2:
                ReadOnlySpan<byte> bytes = [];
                var complete = Varint(out var length) && Skip(length, out bytes);
                Bytes = bytes;
                return complete;
            case 5:
                return Skip(4, out _);
            default:
                return false;
        }
    }

    private bool Skip(ulong count, out ReadOnlySpan<byte> skipped)
    {
        if (count > (ulong)_rest.Length)
        {
            skipped = [];
            return false;
        }

        skipped = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return true;
    }

    private bool Varint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(_rest.Length, 10); i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
