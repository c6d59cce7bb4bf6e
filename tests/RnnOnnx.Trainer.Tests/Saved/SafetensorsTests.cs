using System.Buffers.Binary;
using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Saved;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Saved;

/// <summary>The format of the weights' file, and files that are not of it.</summary>
public sealed class SafetensorsTests
{
    private static readonly NamedTensor[] Two = [new("a", [2, 1], [1f, -0f]), new("b", [], [float.MaxValue])];

    [Fact]
    public void The_bytes_are_the_format_s()
    {
        const string Header = """{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}""";
        var padded = Header.PadRight((Header.Length + 7) / 8 * 8);
        byte[] expected = [.. BitConverter.GetBytes((long)padded.Length), .. Encoding.UTF8.GetBytes(padded), 0, 0, 0x80, 0x3F, 0, 0, 0, 0x80, 0xFF, 0xFF, 0x7F, 0x7F];

        Safetensors.Write(Two).Should().Equal(expected, "other programs read these files by the format's rules");
        Safetensors.Parse("file", expected).Should().BeEquivalentTo(Two, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Halves_are_widened_and_notes_skipped()
    {
        var file = File("""{"__metadata__":{"format":"pt"},"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""", 0x00, 0x3C, 0x01, 0x00);
        var tensor = Safetensors.Parse("file", file).Should().ContainSingle().Subject;
        tensor.Values.Should().Equal([1f, 5.9604645e-08f], "1 and the smallest half");
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "cannot lie at [0, 4]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "its header is none")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'b' lies from byte 0 to 8, where 4 to at most 8 is left")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'a' lies from byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 bytes at its end belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "'a' lies from byte 0 to 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}""", "cannot lie")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", "cannot lie")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775806,-9223372036854775802]}}""", "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,16]}}""", "cannot lie")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "cannot lie")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""", "of type BF16, and F32 and F16 are read")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", "its header is none")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "its header is none")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", "its header is none")]
    [InlineData("""{"a":7}""", "its header is none")]
    [InlineData("""[1]""", "its header is none")]
    public void A_header_that_does_not_fit_its_bytes_is_refused(string header, string message) =>
        FluentActions.Invoking(() => Safetensors.Parse("x.safetensors", File(header, new byte[8]))).Should().Throw<SavedNetworkException>().WithMessage($"x.safetensors*{message}*");

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    [InlineData(1 << 20)]
    public void A_header_longer_than_the_file_is_refused(long length)
    {
        var file = Safetensors.Write(Two);
        BinaryPrimitives.WriteInt64LittleEndian(file, length);
        FluentActions.Invoking(() => Safetensors.Parse("x", file)).Should().Throw<SavedNetworkException>().WithMessage("*header claims*");
    }

    [Fact]
    public void A_cut_file_is_refused_wherever_it_is_cut()
    {
        var file = Safetensors.Write(Two);
        for (var length = 0; length < file.Length; length++)
        {
            FluentActions.Invoking(() => Safetensors.Parse("x", file.AsMemory(0, length))).Should().Throw<SavedNetworkException>("a download may end after {0} bytes", length);
        }
    }

    [Fact]
    public void A_damaged_file_is_read_or_refused_and_nothing_else()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 5000; trial++)
        {
            var file = Safetensors.Write(Two);
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                file[random.Next(file.Length)] = (byte)random.Next(256);
            }

            try
            {
                Safetensors.Parse("x", file).Sum(t => t.Values.Length).Should().BeLessThanOrEqualTo(12);
            }
            catch (SavedNetworkException)
            {
                // The one way to say no.
            }
        }
    }

    private static byte[] File(string header, params byte[] data) => [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. data];
}
