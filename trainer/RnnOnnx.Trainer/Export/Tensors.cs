using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Export;

/// <summary>Turns numbers into ONNX tensors (raw data: little-endian, row-major) and back.</summary>
public static class Tensors
{
    private const int HalfSize = 2;

    /// <summary>A float32 tensor.</summary>
    /// <param name="name">Its name, used in errors too.</param>
    /// <param name="data">Its values, row-major.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <exception cref="ExportException">The number of values is not the shape's, or a value is not finite.</exception>
    public static TensorProto OfFloats(string name, ReadOnlySpan<float> data, params ReadOnlySpan<long> shape)
    {
        var tensor = Start(name, TensorProto.Types.DataType.Float, data.Length, shape);
        var raw = new byte[checked(data.Length * sizeof(float))];
        for (var i = 0; i < data.Length; i++)
        {
            if (!float.IsFinite(data[i]))
            {
                throw new ExportException(
                    $"tensor '{name}' {Text(shape)} holds {data[i]} at {Position(i, shape)}: a graph with it would give no usable score. " +
                    "The training has diverged; lower the learning rate or clip the gradients, then train again.");
            }

            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), data[i]);
        }

        tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw);
        return tensor;
    }

    /// <summary>A float16 tensor.</summary>
    /// <param name="name">Its name, used in errors too.</param>
    /// <param name="data">Its values, row-major, each one that half precision holds as it is.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <exception cref="ExportException">The number of values is not the shape's, or half precision would change a value.</exception>
    public static TensorProto OfHalves(string name, ReadOnlySpan<float> data, params ReadOnlySpan<long> shape)
    {
        var tensor = Start(name, TensorProto.Types.DataType.Float16, data.Length, shape);
        var raw = new byte[checked(data.Length * HalfSize)];
        for (var i = 0; i < data.Length; i++)
        {
            var half = (Half)data[i];
            if (!float.IsFinite(data[i]) || (float)half != data[i])
            {
                throw new ExportException($"tensor '{name}' {Text(shape)} holds {data[i]:R} at {Position(i, shape)}, which half precision does not hold; round the weights first.");
            }

            BinaryPrimitives.WriteHalfLittleEndian(raw.AsSpan(i * HalfSize), half);
        }

        tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw);
        return tensor;
    }

    /// <summary>An int8 tensor.</summary>
    /// <param name="name">Its name, used in errors too.</param>
    /// <param name="data">Its values, row-major.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <exception cref="ExportException">The number of values is not the shape's.</exception>
    public static TensorProto OfInt8s(string name, ReadOnlySpan<sbyte> data, params ReadOnlySpan<long> shape)
    {
        var tensor = Start(name, TensorProto.Types.DataType.Int8, data.Length, shape);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(data));
        return tensor;
    }

    /// <summary>An int64 tensor.</summary>
    /// <param name="name">Its name, used in errors too.</param>
    /// <param name="data">Its values, row-major.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <exception cref="ExportException">The number of values is not the shape's.</exception>
    public static TensorProto OfInt64s(string name, ReadOnlySpan<long> data, params ReadOnlySpan<long> shape)
    {
        var tensor = Start(name, TensorProto.Types.DataType.Int64, data.Length, shape);
        var raw = new byte[checked(data.Length * sizeof(long))];
        for (var i = 0; i < data.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), data[i]);
        }

        tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw);
        return tensor;
    }

    /// <summary>The values of a tensor that <see cref="OfFloats"/> or <see cref="OfHalves"/> made, row-major.</summary>
    /// <exception cref="ExportException">The tensor is of another type or keeps its values elsewhere.</exception>
    public static float[] ToFloats(TensorProto tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.DataType == (int)TensorProto.Types.DataType.Float16)
        {
            var halves = Raw(tensor, TensorProto.Types.DataType.Float16, HalfSize);
            var widened = new float[halves.Length / HalfSize];
            for (var i = 0; i < widened.Length; i++)
            {
                widened[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(halves[(i * HalfSize)..]);
            }

            return widened;
        }

        var raw = Raw(tensor, TensorProto.Types.DataType.Float, sizeof(float));
        var data = new float[raw.Length / sizeof(float)];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
        }

        return data;
    }

    /// <summary>The values of an int8 tensor that <see cref="OfInt8s"/> made, row-major.</summary>
    /// <exception cref="ExportException">The tensor is of another type or keeps its values elsewhere.</exception>
    public static sbyte[] ToInt8s(TensorProto tensor) => MemoryMarshal.Cast<byte, sbyte>(Raw(tensor, TensorProto.Types.DataType.Int8, sizeof(sbyte))).ToArray();

    /// <summary>The values of an int64 tensor that <see cref="OfInt64s"/> made, row-major.</summary>
    /// <exception cref="ExportException">The tensor is of another type or keeps its values elsewhere.</exception>
    public static long[] ToInt64s(TensorProto tensor)
    {
        var raw = Raw(tensor, TensorProto.Types.DataType.Int64, sizeof(long));
        var data = new long[raw.Length / sizeof(long)];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = BinaryPrimitives.ReadInt64LittleEndian(raw[(i * sizeof(long))..]);
        }

        return data;
    }

    private static TensorProto Start(string name, TensorProto.Types.DataType type, int count, ReadOnlySpan<long> shape)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var expected = 1L;
        foreach (var dimension in shape)
        {
            if (dimension < 0)
            {
                throw new ExportException($"tensor '{name}' {Text(shape)} has a negative dimension; a constant's shape is fixed.");
            }

            expected = checked(expected * dimension);
        }

        if (expected != count)
        {
            throw new ExportException($"tensor '{name}' {Text(shape)} needs {expected} values and was given {count}; check the layer's sizes.");
        }

        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    private static ReadOnlySpan<byte> Raw(TensorProto tensor, TensorProto.Types.DataType type, int size)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var count = tensor.Dims.Aggregate(1L, (product, dimension) => product * dimension);
        return tensor.DataType == (int)type && tensor.RawData.Length == count * size
            ? tensor.RawData.Span
            : throw new ExportException(
                $"tensor '{tensor.Name}' [{string.Join(", ", tensor.Dims)}] is of type {(TensorProto.Types.DataType)tensor.DataType} with " +
                $"{tensor.RawData.Length} bytes of raw data; {type} with {count * size} bytes was expected.");
    }

    private static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    private static string Position(int index, ReadOnlySpan<long> shape)
    {
        var position = new long[shape.Length];
        long rest = index;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            (rest, position[axis]) = Math.DivRem(rest, shape[axis]);
        }

        return $"index {index}, position [{string.Join(", ", position)}]";
    }
}
