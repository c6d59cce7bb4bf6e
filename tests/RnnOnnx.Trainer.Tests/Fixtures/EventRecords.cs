using System.Buffers.Binary;
using System.Text;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Reads TensorBoard's event files by their public description alone: TFRecord framing with masked CRC-32C by table, and the wire format of protocol buffers.</summary>
internal static class EventRecords
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (crc, _) => (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1))];

    /// <summary>One record: its time, step, version, and scalars.</summary>
    public sealed record Record(double WallTime, long Step, string? FileVersion, IReadOnlyList<(string Tag, float Value)> Scalars);

    public static List<Record> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var records = new List<Record>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Check(bytes.AsSpan(at, 8), bytes.AsSpan(at + 8));
            var content = bytes.AsSpan(at + 12, length);
            Check(content, bytes.AsSpan(at + 12 + length));
            records.Add(Event(content));
            at += 12 + length + 4;
        }

        return records;
    }

    /// <summary>All scalars of a folder's files, in the order of their names.</summary>
    public static List<(string Tag, long Step, float Value)> Scalars(string folder) =>
        [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(Read).SelectMany(r => r.Scalars.Select(s => (s.Tag, r.Step, s.Value)))];

    private static void Check(ReadOnlySpan<byte> content, ReadOnlySpan<byte> crc)
    {
        var plain = uint.MaxValue;
        foreach (var value in content)
        {
            plain = Table[(plain ^ value) & 0xFF] ^ (plain >> 8);
        }

        plain = ~plain;
        var masked = unchecked(((plain >> 15) | (plain << 17)) + 0xA282EAD8);
        if (masked != BinaryPrimitives.ReadUInt32LittleEndian(crc))
        {
            throw new InvalidDataException("a checksum is wrong");
        }
    }

    private static Record Event(ReadOnlySpan<byte> bytes)
    {
        var (time, step, version, scalars) = (0.0, 0L, (string?)null, new List<(string, float)>());
        while (bytes.Length > 0)
        {
            switch (Varint(ref bytes))
            {
                case (1 << 3) | 1:
                    time = BinaryPrimitives.ReadDoubleLittleEndian(Take(ref bytes, 8));
                    break;
                case (2 << 3) | 0:
                    step = (long)Varint(ref bytes);
                    break;
                case (3 << 3) | 2:
                    version = Encoding.UTF8.GetString(Block(ref bytes));
                    break;
                case (5 << 3) | 2:
                    for (var summary = Block(ref bytes); summary.Length > 0;)
                    {
                        scalars.Add(Varint(ref summary) == ((1 << 3) | 2) ? Value(Block(ref summary)) : throw new InvalidDataException("a summary holds values only"));
                    }

                    break;
                case var other:
                    throw new InvalidDataException($"key {other} is none of an event's");
            }
        }

        return new Record(time, step, version, scalars);
    }

    private static (string Tag, float Value) Value(ReadOnlySpan<byte> bytes)
    {
        var (tag, value) = ("", float.NaN);
        while (bytes.Length > 0)
        {
            switch (Varint(ref bytes))
            {
                case (1 << 3) | 2:
                    tag = Encoding.UTF8.GetString(Block(ref bytes));
                    break;
                case (2 << 3) | 5:
                    value = BinaryPrimitives.ReadSingleLittleEndian(Take(ref bytes, 4));
                    break;
                case var other:
                    throw new InvalidDataException($"key {other} is none of a value's");
            }
        }

        return (tag, value);
    }

    private static ReadOnlySpan<byte> Block(ref ReadOnlySpan<byte> bytes) => Take(ref bytes, (int)Varint(ref bytes));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref bytes, 1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
