using System.Buffers.Binary;
using System.Text.Json;
using RnnOnnx.Packages;

namespace RnnOnnx.Trainer.Saved;

/// <summary>
/// The safetensors format: the header's length as a little-endian 64-bit number, a JSON header that gives each tensor's type, shape and place, and the
/// tensors' bytes without gaps, little-endian and row by row. Written here as F32; F32 and F16 are read.
/// </summary>
/// <remarks>Nothing in a file is trusted: it is refused unless every place lies inside of it, is as long as type and shape say, and no byte belongs to two tensors or to none.</remarks>
public static class Safetensors
{
    private const string Metadata = "__metadata__";
    private const int LongestHeader = 1 << 20;
    private const int MostTensors = 10_000;
    private const int MostDimensions = 16;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>A file of tensors; the same tensors give the same bytes.</summary>
    /// <param name="tensors">The tensors, each with a name of its own, at most 2 GB together.</param>
    public static byte[] Write(IReadOnlyList<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            var begin = 0L;
            json.WriteStartObject();
            foreach (var (name, shape, values) in tensors)
            {
                var end = begin + (values.Length * sizeof(float));
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                WriteNumbers(json, "shape", shape);
                WriteNumbers(json, "data_offsets", [begin, end]);
                json.WriteEndObject();
                begin = end;
            }

            json.WriteEndObject();
        }

        // Blanks at the header's end let the tensors begin at a multiple of eight, which readers that map the file ask for.
        while (header.Length % 8 != 0)
        {
            header.WriteByte((byte)' ');
        }

        var file = new byte[checked(8 + header.Length + tensors.Sum(t => (long)t.Values.Length * sizeof(float)))];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.ToArray().CopyTo(file, 8);
        var place = file.AsSpan(8 + (int)header.Length);
        foreach (var tensor in tensors)
        {
            foreach (var value in tensor.Values)
            {
                BinaryPrimitives.WriteSingleLittleEndian(place, value);
                place = place[sizeof(float)..];
            }
        }

        return file;
    }

    /// <summary>Reads a file of tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SavedNetworkException">The file is missing, too large or damaged, or holds other types than F32 and F16.</exception>
    public static IReadOnlyList<NamedTensor> Read(string path) => Parse(path, SavedFile.Read(path, PackageLimits.FileBytes));

    /// <summary>Reads the bytes of a file of tensors.</summary>
    /// <param name="path">Where they come from, for errors.</param>
    /// <param name="file">The bytes.</param>
    /// <exception cref="SavedNetworkException">They are damaged, or hold other types than F32 and F16.</exception>
    public static IReadOnlyList<NamedTensor> Parse(string path, ReadOnlyMemory<byte> file)
    {
        var length = file.Length < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file.Span);
        if (length < 2 || length > LongestHeader || length > file.Length - 8)
        {
            throw Damaged(path, file.Length < 8 ? $"it has {file.Length} bytes and needs 8 for the length of its header alone" : $"its header claims {length} bytes, of {file.Length - 8} in the file and {LongestHeader} at most");
        }

        try
        {
            using var header = JsonDocument.Parse(file.Slice(8, (int)length), Strict);
            return Tensors(path, header.RootElement, file[(8 + (int)length)..]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // The last three are the document's own words for a member that is of another kind or missing.
            throw Damaged(path, $"its header is none: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static NamedTensor[] Tensors(string path, JsonElement header, ReadOnlyMemory<byte> data)
    {
        var entries = header.EnumerateObject().Where(entry => entry.Name != Metadata).Take(MostTensors + 1).Select(entry => Entry(path, entry)).OrderBy(entry => entry.Begin).ThenBy(entry => entry.End).ToArray();
        if (entries.Length > MostTensors)
        {
            throw Damaged(path, $"it names more than {MostTensors} tensors");
        }

        var end = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != end || entry.End > data.Length)
            {
                throw Damaged(path, $"'{entry.Name}' lies from byte {entry.Begin} to {entry.End}, where {end} to at most {data.Length} is left");
            }

            end = entry.End;
        }

        return end == data.Length
            ? Array.ConvertAll(entries, entry => new NamedTensor(entry.Name, entry.Shape, Values(data.Span[(int)entry.Begin..(int)entry.End], entry.Size)))
            : throw Damaged(path, $"{data.Length - end} bytes at its end belong to no tensor");
    }

    private static (string Name, long[] Shape, int Size, long Begin, long End) Entry(string path, JsonProperty entry)
    {
        var size = entry.Value.GetProperty("dtype").GetString() switch
        {
            "F32" => sizeof(float),
            "F16" => sizeof(ushort),
            var other => throw new SavedNetworkException($"{path}: '{entry.Name}' is of type {other}, and F32 and F16 are read; store it as F32"),
        };
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Take(MostDimensions + 1).Select(d => d.GetInt64())];
        long[] place = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Take(3).Select(d => d.GetInt64())];
        return Bytes(shape, size) is { } bytes && place is [>= 0 and var begin, var end] && end - begin == bytes
            ? (entry.Name, shape, size, begin, end)
            : throw Damaged(path, $"'{entry.Name}' of shape [{string.Join(", ", shape)}] cannot lie at [{string.Join(", ", place)}]");
    }

    // Null for a shape that no file can hold.
    private static long? Bytes(long[] shape, int size)
    {
        var bytes = shape.Length > MostDimensions ? long.MaxValue : size;
        foreach (var dimension in shape)
        {
            if (bytes > PackageLimits.FileBytes || dimension is < 0 or > PackageLimits.FileBytes)
            {
                return null;
            }

            bytes *= dimension;
        }

        return bytes > PackageLimits.FileBytes ? null : bytes;
    }

    private static float[] Values(ReadOnlySpan<byte> bytes, int size)
    {
        var values = new float[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var place = bytes[(i * size)..];
            values[i] = size == sizeof(float) ? BinaryPrimitives.ReadSingleLittleEndian(place) : (float)BinaryPrimitives.ReadHalfLittleEndian(place);
        }

        return values;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static SavedNetworkException Damaged(string path, string what, Exception? cause = null) => new($"{path} is no whole safetensors file: {what}; export it again, or restore it", cause);
}
