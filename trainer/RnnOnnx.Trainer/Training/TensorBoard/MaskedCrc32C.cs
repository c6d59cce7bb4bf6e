using System.Buffers.Binary;
using System.Numerics;

namespace RnnOnnx.Trainer.Training.TensorBoard;

/// <summary>The checksum of TFRecord files: CRC-32C (RFC 3720), masked so that a checksum of bytes that hold checksums stays useful.</summary>
internal static class MaskedCrc32C
{
    /// <summary>The checksum of some bytes: with <c>c</c> their CRC-32C, <c>((c &gt;&gt; 15) | (c &lt;&lt; 17)) + 0xa282ead8</c> modulo 2^32.</summary>
    public static uint Of(ReadOnlySpan<byte> content) => unchecked(BitOperations.RotateRight(Crc32C(content), 15) + 0xa282ead8);

    /// <summary>The plain CRC-32C of some bytes.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        for (; content.Length >= sizeof(ulong); content = content[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(content));
        }

        foreach (var value in content)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
