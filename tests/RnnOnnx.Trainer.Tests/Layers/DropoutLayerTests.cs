using FluentAssertions;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

public sealed class DropoutLayerTests
{
    private const double Share = .2;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_value_is_dropped_on_its_own_and_the_rest_grow(bool sequences)
    {
        using var scope = NewDisposeScope();
        using var layer = new DropoutConfiguration(Share).Build(sequences ? new LayerShape(20, 50) : new LayerShape(null, 50));
        var values = nn.Parameter(tensor(Waves.Of(4000, 1), sequences ? [4, 20, 50] : [80, 50]));
        var input = new Activations(values, sequences ? StepLayout.Padded(20, 4) : null);
        layer.train();
        manual_seed(5);
        var outputs = layer.call(input);
        outputs.Steps.Should().Be(input.Steps);

        var (before, after) = (LayerWeights.Floats(values), LayerWeights.Floats(outputs.Values));
        var kept = after.Select((v, i) => v != 0).ToArray();
        after.ShouldBeClose([.. before.Select((v, i) => kept[i] ? v / (1 - Share) : 0)], 1e-6, "what is kept grows by 1 / (1 - p), so that sums stay what they are on average");
        kept.Average(k => k ? 1.0 : 0).Should().BeApproximately(1 - Share, 5 * Math.Sqrt(Share * (1 - Share) / 4000), "one value in five is dropped");
        // 80 rows of 50 values: a mask that rows or columns shared would leave whole ones empty or full.
        kept.Chunk(50).Should().OnlyContain(row => row.Contains(true) && row.Contains(false), "every value has a draw of its own");
        Enumerable.Range(0, 50).Should().OnlyContain(column => kept.Where((_, i) => i % 50 == column).Distinct().Count() == 2);

        outputs.Values.sum().backward();
        LayerWeights.Floats(values.grad!).ShouldBeClose([.. kept.Select(k => k ? 1 / (1 - Share) : 0)], 1e-6, "nothing is learned from what was dropped");

        manual_seed(5);
        LayerWeights.Floats(layer.call(input).Values).Should().Equal(after, "a result that cannot be repeated cannot be checked");
        LayerWeights.Floats(layer.call(input).Values).Should().NotEqual(after, "each batch has masks of its own");
        layer.eval();
        LayerWeights.Floats(layer.call(input).Values).Should().Equal(before, "prediction drops nothing");
    }

    [Fact]
    public void Dropped_padding_is_not_shared_and_vectors_do_not_care()
    {
        using var sequences = new DropoutConfiguration(Share).Build(new LayerShape(20, 50));
        sequences.Takes(BatchLayout.SharedPadding, training: true).Should().BeFalse("padding that was dropped at random is no longer the same for all texts");
        sequences.Takes(BatchLayout.SharedPadding, training: false).Should().BeTrue();
        sequences.Takes(BatchLayout.Unpadded, training: true).Should().BeTrue();
        using var vectors = new DropoutConfiguration(Share).Build(new LayerShape(null, 50));
        vectors.Takes(BatchLayout.SharedPadding, training: true).Should().BeTrue("a vector is one text's");
        vectors.Describe().Parameters.Should().Be(0);
    }

    [Fact]
    public void The_graph_has_no_trace_of_it()
    {
        var input = new LayerShape(4, 3);
        using var layer = new DropoutConfiguration(Share).Build(input);
        var model = LayerGraph.Of(input, layer);
        model.Graph.Node.Should().OnlyContain(n => n.OpType == "Transpose", "only the exchange of batch and time is there");
        OnnxRun.Run(model, (LayerGraph.InputName, OnnxRun.Floats(Waves.Of(24, 1), 2, 4, 3)))[LayerGraph.OutputName].Values.Should().Equal(Waves.Of(24, 1));
    }
}
