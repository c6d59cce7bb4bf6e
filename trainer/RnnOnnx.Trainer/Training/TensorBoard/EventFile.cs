using System.Buffers.Binary;
using Google.Protobuf;
using RnnOnnx.Trainer.Training.TensorBoard.Messages;

namespace RnnOnnx.Trainer.Training.TensorBoard;

/// <summary>A file of scalars as TensorBoard reads them.</summary>
/// <remarks>
/// Each record is a TFRecord: its length (8 bytes, little-endian), the masked CRC-32C of these 8 bytes, the bytes of an <see cref="Event"/>, and their
/// masked CRC-32C. A record reaches the system in one piece, so that TensorBoard may read along; between two records the file is closed.
/// </remarks>
internal sealed class EventFile
{
    private const int LengthBytes = sizeof(ulong);
    private const int CrcBytes = sizeof(uint);
    private const int Largest = 1 << 20;
    private const string Pattern = "events.out.tfevents.*";

    private readonly string _path;
    private readonly TimeProvider _time;

    private EventFile(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
    }

    /// <summary>The event files of a folder, oldest first; none where there is no such folder.</summary>
    public static IReadOnlyList<string> In(string folder) => Directory.Exists(folder) ? [.. Directory.GetFiles(folder, Pattern).Order(StringComparer.Ordinal)] : [];

    /// <summary>Begins a further file in a folder.</summary>
    /// <param name="folder">Is created if it is not there.</param>
    /// <param name="time">The clock for the file's name and its records.</param>
    public static EventFile Create(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var now = time.GetUtcNow().ToUnixTimeSeconds();

        // TensorBoard reads the files of a folder in the order of their names. Others put the machine's name at the end.
        var number = In(folder).Count;
        var file = new EventFile(Path.Combine(folder, $"events.out.tfevents.{now}.rnnonnx.{number:D4}"), time);
        file.Write(new Event { FileVersion = "brain.Event:2" }, FileMode.CreateNew);
        return file;
    }

    /// <summary>The scalars of a file, in order; a last record that is cut short or damaged, as after a killed process, ends them.</summary>
    public static IEnumerable<(long Step, string Tag, float Value)> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        while (ReadRecord(file) is { } record)
        {
            foreach (var value in record.Summary?.Value ?? [])
            {
                yield return (record.Step, value.Tag, value.SimpleValue);
            }
        }
    }

    /// <summary>Adds scalars.</summary>
    /// <param name="step">Their step; a tag's steps grow.</param>
    /// <param name="scalars">Their tags and values.</param>
    public void Write(long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new Summary();
        summary.Value.AddRange(scalars.Select(s => new Summary.Types.Value { Tag = s.Tag, SimpleValue = (float)s.Value }));
        Write(new Event { Step = step, Summary = summary }, FileMode.Append);
    }

    private static Event? ReadRecord(FileStream file)
    {
        Span<byte> head = stackalloc byte[LengthBytes + CrcBytes];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !IsWhole(head))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(head);
        if (length > Largest)
        {
            return null;
        }

        var body = new byte[(int)length + CrcBytes];
        return file.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) == body.Length && IsWhole(body) ? Event.Parser.ParseFrom(body, 0, (int)length) : null;
    }

    private static bool IsWhole(ReadOnlySpan<byte> contentAndCrc) =>
        MaskedCrc32C.Of(contentAndCrc[..^CrcBytes]) == BinaryPrimitives.ReadUInt32LittleEndian(contentAndCrc[^CrcBytes..]);

    private void Write(Event record, FileMode mode)
    {
        record.WallTime = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        var length = record.CalculateSize();
        var bytes = new byte[LengthBytes + CrcBytes + length + CrcBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(LengthBytes), MaskedCrc32C.Of(bytes.AsSpan(0, LengthBytes)));
        var content = bytes.AsSpan(LengthBytes + CrcBytes, length);
        record.WriteTo(content);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(LengthBytes + CrcBytes + length), MaskedCrc32C.Of(content));
        using var file = new FileStream(_path, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Write(bytes);
    }
}
