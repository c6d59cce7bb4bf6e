using FluentAssertions;
using Google.Protobuf;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

public sealed class TensorsTests
{
    [Fact]
    public void Numbers_come_back_as_they_were()
    {
        float[] halves = [-1.5f, 0, 65_504, 6.1035156e-5f, 0.25f, -0.0009765625f];
        sbyte[] bytes = [-127, 0, 127, 1];
        long[] longs = [long.MinValue, -1, 0, long.MaxValue];

        Tensors.ToFloats(Tensors.OfHalves("h", halves, 2, 3)).Should().Equal(halves, "half precision holds each of these");
        Tensors.ToFloats(Tensors.OfFloats("f", [.1f, float.MaxValue, -float.Epsilon], 3)).Should().Equal(.1f, float.MaxValue, -float.Epsilon);
        Tensors.ToInt8s(Tensors.OfInt8s("b", bytes, 2, 2)).Should().Equal(bytes);
        Tensors.ToInt64s(Tensors.OfInt64s("l", longs, 4)).Should().Equal(longs);
    }

    [Fact]
    public void Halves_and_bytes_lie_in_the_tensor_as_onnx_has_it()
    {
        var halves = Tensors.OfHalves("h", [1, -2], 2, 1);
        halves.DataType.Should().Be((int)TensorProto.Types.DataType.Float16);
        halves.Dims.Should().Equal(2, 1);
        Convert.ToHexStringLower(halves.RawData.Span).Should().Be("003c00c0", "raw data is little-endian");

        var bytes = Tensors.OfInt8s("b", [-1, 5], 2);
        bytes.DataType.Should().Be((int)TensorProto.Types.DataType.Int8);
        Convert.ToHexStringLower(bytes.RawData.Span).Should().Be("ff05");
    }

    [Fact]
    public void A_dimension_of_no_length_holds_no_values()
    {
        Tensors.ToFloats(Tensors.OfFloats("none", [], 0, 3)).Should().BeEmpty();
        Tensors.OfFloats("none", [], 0, 3).Dims.Should().Equal([0, 3], "ONNX has empty tensors, such as a list of no axes");
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(65_520f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_half_precision_does_not_hold_is_refused(float value) =>
        FluentActions.Invoking(() => Tensors.OfHalves("kernel", [1, 1, 1, 1, 1, value], 3, 2))
            .Should().Throw<ExportException>("the graph would score otherwise than the network")
            .WithMessage($"tensor 'kernel' [3, 2] holds {value:R} at index 5, position [2, 1], which half precision does not hold; round the weights first.");

    [Fact]
    public void A_diverged_training_is_told_what_to_do() =>
        FluentActions.Invoking(() => Tensors.OfFloats("kernel", [float.NaN], 1))
            .Should().Throw<ExportException>()
            .WithMessage("tensor 'kernel' [1] holds NaN at index 0, position [0]: a graph with it would give no usable score. The training has diverged; lower the learning rate or clip the gradients, then train again.");

    [Fact]
    public void A_tensor_of_another_type_or_size_is_not_read()
    {
        var floats = Tensors.OfFloats("w", [1, 2], 2);
        var cut = floats.Clone();
        cut.RawData = ByteString.CopyFrom(cut.RawData.ToByteArray(), 0, 4);
        Refused(() => Tensors.ToInt8s(floats), "tensor 'w' [2] is of type Float with 8 bytes of raw data; Int8 with 2 bytes was expected.");
        Refused(() => Tensors.ToInt64s(floats), "tensor 'w' [2] is of type Float with 8 bytes of raw data; Int64 with 16 bytes was expected.");
        Refused(() => Tensors.ToFloats(cut), "tensor 'w' [2] is of type Float with 4 bytes of raw data; Float with 8 bytes was expected.");
        Refused(() => Tensors.ToFloats(Tensors.OfInt64s("n", [1], 1)), "*of type Int64*Float with 4 bytes*");
        var half = Tensors.OfHalves("h", [1, 2, 3, 4], 2, 2);
        half.Dims[0] = 3;
        Refused(() => Tensors.ToFloats(half), "tensor 'h' [3, 2] is of type Float16 with 8 bytes of raw data; Float16 with 12 bytes was expected.");
    }

    [Fact]
    public void Sizes_that_are_not_the_shapes_are_refused()
    {
        Refused(() => Tensors.OfHalves("h", [1, 2], 3), "tensor 'h' [3] needs 3 values and was given 2; check the layer's sizes.");
        Refused(() => Tensors.OfInt8s("b", [1], 2, 2), "tensor 'b' [2, 2] needs 4 values and was given 1; check the layer's sizes.");
        Refused(() => Tensors.OfInt64s("l", [1, 2], 1), "tensor 'l' [1] needs 1 values and was given 2; check the layer's sizes.");
        Refused(() => Tensors.OfInt64s("l", [], 0, -1), "tensor 'l' [0, -1] has a negative dimension; a constant's shape is fixed.");
        FluentActions.Invoking(() => Tensors.OfFloats("large", [], long.MaxValue, 2)).Should().Throw<OverflowException>("a size that no number holds must not pass for a small one");
    }

    [Fact]
    public void Names_and_tensors_must_be_given()
    {
        FluentActions.Invoking(() => Tensors.OfFloats(" ", [1], 1)).Should().Throw<ArgumentException>("no node could read it");
        FluentActions.Invoking(() => Tensors.ToFloats(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Tensors.ToInt64s(null!)).Should().Throw<ArgumentNullException>();
    }

    private static void Refused(Action action, string message) => action.Should().Throw<ExportException>().WithMessage(message);
}
