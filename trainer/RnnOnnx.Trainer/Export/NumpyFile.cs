using System.Runtime.InteropServices;
using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Export;

/// <summary>Writes arrays as <c>.npy</c> 1.0 files, which NumPy reads without running anything.</summary>
internal static class NumpyFile
{
    /// <summary>Writes 32-bit integers.</summary>
    public static void Write(string path, ReadOnlySpan<int> values, params IReadOnlyList<long> shape) => Write(path, "<i4", MemoryMarshal.AsBytes(values), shape);

    /// <summary>Writes 64-bit integers.</summary>
    public static void Write(string path, ReadOnlySpan<long> values, params IReadOnlyList<long> shape) => Write(path, "<i8", MemoryMarshal.AsBytes(values), shape);

    /// <summary>Writes 32-bit floating-point numbers.</summary>
    public static void Write(string path, ReadOnlySpan<float> values, params IReadOnlyList<long> shape) => Write(path, "<f4", MemoryMarshal.AsBytes(values), shape);

    private static void Write(string path, string type, ReadOnlySpan<byte> data, IReadOnlyList<long> shape)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(NumpyHeader.Of(type, shape));
        file.Write(data);
        file.Flush(flushToDisk: true);
    }
}
