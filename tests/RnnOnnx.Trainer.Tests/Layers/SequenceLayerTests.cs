using FluentAssertions;
using RnnOnnx.Trainer.Layers;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Convolution, pooling, flattening and dense layers against plain loops.</summary>
public sealed class SequenceLayerTests
{
    private const int Batch = 2;
    private const int Features = 3;

    [Theory]
    [InlineData(7, 3, Activation.Relu)]
    [InlineData(8, 3, Activation.Linear)]
    [InlineData(6, 5, Activation.Relu)]
    [InlineData(5, 7, Activation.Sigmoid)]
    [InlineData(4, 1, Activation.Linear)]
    [InlineData(1, 3, Activation.Relu)]
    public void Convolution_sees_zeros_beyond_both_ends(int steps, int width, Activation activation)
    {
        const int filters = 4;
        var input = new LayerShape(steps, Features);
        using var layer = new Convolution1dConfiguration(filters, width, activation).Build(input);
        LayerTrial.Check([layer], input, Batch, (weights, x) => [.. Places(steps, filters).Select(p =>
        {
            var sum = (double)weights[1][p.Unit];
            for (var k = 0; k < width; k++)
            {
                var step = p.Step + k - (width / 2);
                for (var f = 0; f < Features && step >= 0 && step < steps; f++)
                {
                    sum += (double)weights[0][(((p.Unit * Features) + f) * width) + k] * x[(((p.Row * steps) + step) * Features) + f];
                }
            }

            return Apply(activation, sum);
        })]);
    }

    [Fact]
    public void A_convolution_without_a_middle_is_refused()
    {
        var build = () => new Convolution1dConfiguration(4, 2, Activation.Relu).Build(new LayerShape(5, Features));
        build.Should().Throw<ArgumentException>("an even width has no same padding that both engines agree on").WithMessage("*width 2*odd*");
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(7, 2)]
    [InlineData(8, 3)]
    [InlineData(9, 3)]
    [InlineData(3, 3)]
    [InlineData(4, 1)]
    public void Pooling_takes_the_largest_and_drops_what_fills_no_pool(int steps, int size)
    {
        var input = new LayerShape(steps, Features);
        using var layer = new MaxPooling1dConfiguration(size).Build(input);
        LayerTrial.Check([layer], input, Batch, (_, x) =>
        [
            .. Places(steps / size, Features).Select(p => Enumerable.Range(p.Step * size, size).Max(step => (double)x[(((p.Row * steps) + step) * Features) + p.Unit])),
        ]);
        layer.Describe().Parameters.Should().Be(0);
    }

    [Theory]
    [InlineData(Activation.Linear)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Softmax)]
    public void A_dense_layer_works_at_every_step(Activation activation)
    {
        const int steps = 4, units = 5;
        var input = new LayerShape(steps, Features);
        using var layer = new DenseConfiguration(units, activation).Build(input);
        LayerTrial.Check([layer], input, Batch, (weights, x) => [.. x.Chunk(Features).SelectMany(step => DenseLayer(weights, step, activation))]);
    }

    [Theory]
    [InlineData(Activation.Linear)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Softmax)]
    public void A_dense_layer_after_a_flattened_sequence_sees_all_steps_in_their_order(Activation activation)
    {
        const int steps = 4, units = 5;
        var input = new LayerShape(steps, Features);
        using var flatten = new FlattenConfiguration().Build(input);
        flatten.OutputShape.Should().Be(new LayerShape(null, steps * Features));
        using var layer = new DenseConfiguration(units, activation).Build(flatten.OutputShape);
        LayerTrial.Check([flatten, layer], input, Batch, (weights, x) => [.. x.Chunk(steps * Features).SelectMany(row => DenseLayer(weights, row, activation))]);
    }

    [Fact]
    public void A_dense_layer_takes_the_vector_of_another()
    {
        const int steps = 4;
        var input = new LayerShape(steps, Features);
        using var flatten = new FlattenConfiguration().Build(input);
        using var hidden = new DenseConfiguration(6, Activation.Relu).Build(flatten.OutputShape);
        using var head = new DenseConfiguration(2, Activation.Softmax).Build(hidden.OutputShape);
        LayerTrial.Check([flatten, hidden, head], input, Batch, (weights, x) =>
        [
            .. x.Chunk(steps * Features).SelectMany(row => DenseLayer(weights[2..], DenseLayer(weights, row, Activation.Relu), Activation.Softmax)),
        ]);
        head.Describe().Parameters.Should().Be((6 * 2) + 2);
    }

    [Theory]
    [InlineData(BatchLayout.SharedPadding)]
    [InlineData(BatchLayout.Unpadded)]
    public void Layers_that_look_at_neighbours_or_at_all_steps_take_full_rows_only(BatchLayout layout)
    {
        var input = new LayerShape(8, Features);
        foreach (var configuration in new LayerConfiguration[] { new Convolution1dConfiguration(2, 3, Activation.Relu), new MaxPooling1dConfiguration(2), new FlattenConfiguration() })
        {
            using var layer = configuration.Build(input);
            layer.Takes(layout, training: false).Should().BeFalse("{0} would mix the steps of different texts", layer.TypeName);
            layer.Takes(BatchLayout.PrePadded, training: true).Should().BeTrue();
            layer.Takes(BatchLayout.PostPadded, training: true).Should().BeTrue();
        }
    }

    private static IEnumerable<(int Row, int Step, int Unit)> Places(int steps, int units) =>
        from row in Enumerable.Range(0, Batch) from step in Enumerable.Range(0, steps) from unit in Enumerable.Range(0, units) select (row, step, unit);

    // weights: kernel [units, inputs], bias [units].
    private static double[] DenseLayer(float[][] weights, IReadOnlyList<float> x, Activation activation) => DenseLayer(weights, [.. x.Select(v => (double)v)], activation);

    private static double[] DenseLayer(float[][] weights, double[] x, Activation activation)
    {
        var sums = weights[1].Select((bias, unit) => bias + x.Select((value, i) => weights[0][(unit * x.Length) + i] * value).Sum()).ToArray();
        return activation == Activation.Softmax
            ? Array.ConvertAll(sums, s => Math.Exp(s) / sums.Sum(Math.Exp))
            : Array.ConvertAll(sums, s => Apply(activation, s));
    }

    private static double Apply(Activation activation, double sum) => activation switch
    {
        Activation.Relu => Math.Max(sum, 0),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-sum)),
        _ => sum,
    };
}
