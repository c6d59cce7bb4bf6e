using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Training.TensorBoard;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training.TensorBoard;

public sealed class MaskedCrc32CTests
{
    /// <summary>The vectors of RFC 3720, B.4, and the usual check value.</summary>
    public static TheoryData<byte[], uint> Vectors => new()
    {
        { new byte[32], 0x8A9136AA },
        { Enumerable.Repeat((byte)0xFF, 32).ToArray(), 0x62A8AB43 },
        { Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), 0x46DD794E },
        { Enumerable.Range(0, 32).Select(i => (byte)(31 - i)).ToArray(), 0x113FDB5C },
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { [], 0 },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_checksum_is_the_standard_s(byte[] content, uint expected)
    {
        MaskedCrc32C.Crc32C(content).Should().Be(expected, "TensorBoard throws a file away whose checksums are wrong");
        MaskedCrc32C.Of(content).Should().Be(unchecked(((expected >> 15) | (expected << 17)) + 0xA282EAD8));
    }
}
