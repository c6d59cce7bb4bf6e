using FluentAssertions;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

public sealed class FeatureDropoutLayerTests
{
    private const double Share = .25;
    private const int Features = 60;

    [Fact]
    public void A_feature_is_dropped_for_all_steps_of_a_text_or_for_none()
    {
        const int Texts = 30;
        const int Steps = 4;
        using var scope = NewDisposeScope();
        using var layer = new FeatureDropoutLayer(Share, new LayerShape(Steps, Features));
        var values = tensor(Enumerable.Repeat(1f, Texts * Steps * Features).ToArray(), [Texts, Steps, Features]);
        var input = new Activations(values, StepLayout.Padded(Steps, Texts));
        layer.train();
        manual_seed(5);
        var outputs = LayerWeights.Floats(layer.call(input).Values);

        var texts = outputs.Chunk(Steps * Features).Select(text => text.Chunk(Features).ToArray()).ToArray();
        texts.Should().OnlyContain(steps => steps.All(step => step.SequenceEqual(steps[0])), "a step's feature says little that its neighbours' does not");
        texts.Select(steps => string.Join(' ', steps[0])).Should().OnlyHaveUniqueItems("each text has a draw of its own");
        outputs.Distinct().Should().BeEquivalentTo([0f, (float)(1 / (1 - Share))], "what is kept grows by 1 / (1 - p)");
        outputs.Average(v => v == 0 ? 1.0 : 0).Should().BeApproximately(Share, 5 * Math.Sqrt(Share * (1 - Share) / (Texts * Features)), "one feature in four is dropped");
        layer.eval();
        LayerWeights.Floats(layer.call(input).Values).Should().OnlyContain(v => v == 1, "prediction drops nothing");
    }

    [Fact]
    public void Packed_texts_keep_their_draws_from_step_to_step()
    {
        using var scope = NewDisposeScope();
        using var layer = new FeatureDropoutLayer(Share, new LayerShape(3, Features));
        layer.train();

        // Texts of 3, 2 and 1 ids end together.
        var outputs = LayerWeights.Floats(layer.call(new Activations(ones(6, Features), new StepLayout(3, [1, 2, 3], false, 3))).Values).Chunk(Features).ToArray();
        new[] { outputs[1], outputs[3] }.Should().OnlyContain(row => row.SequenceEqual(outputs[0]), "these are the longest text's");
        outputs[4].Should().Equal(outputs[2], "these the second one's");
        outputs[2].Should().NotEqual(outputs[0]);
        outputs[5].Should().NotEqual(outputs[0]);
    }

    [Fact]
    public void Dropped_padding_is_not_shared()
    {
        using var layer = new FeatureDropoutLayer(Share, new LayerShape(3, Features));
        layer.Takes(BatchLayout.SharedPadding, training: true).Should().BeFalse("padding that was dropped at random is no longer the same for all texts");
        layer.Takes(BatchLayout.SharedPadding, training: false).Should().BeTrue();
        layer.Takes(BatchLayout.Unpadded, training: true).Should().BeTrue();
        layer.Describe().Parameters.Should().Be(0);
    }
}
