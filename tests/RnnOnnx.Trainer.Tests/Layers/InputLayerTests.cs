using FluentAssertions;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>What ids become: vectors of a table that is trained or given, numbers, one-hot vectors.</summary>
public sealed class InputLayerTests
{
    private const int Vocabulary = 6;
    private const int Units = 3;

    // Every id but 4, and 2 more than once: its gradients must add up.
    private static readonly long[] Ids = [0, 2, 5, 2, 1, 0, 3, 2];
    private static readonly LayerShape Input = new(4, null);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void An_embedding_gives_each_id_its_row_and_is_trained_unless_frozen(bool trainable, bool masked)
    {
        using var scope = NewDisposeScope();
        using var layer = new EmbeddingConfiguration(Vocabulary, Units) { Trainable = trainable, MaskZero = masked }.Build(Input);
        LayerWeights.Fill(layer);
        var table = LayerWeights.Floats(layer.CountedParameters.Single());
        double[] Formula() => [.. Ids.SelectMany(id => table.Skip((int)id * Units).Take(Units)).Select(v => (double)v)];
        var outputs = Check(layer, Formula());

        layer.Describe().Parameters.Should().Be(Vocabulary * Units);
        layer.Describe().Trainable.Should().Be(trainable ? Vocabulary * Units : 0, "frozen vectors are none of the network's own to train");
        outputs.requires_grad.Should().Be(trainable, "training must not change given vectors");
        if (trainable)
        {
            var shares = Waves.Of((int)outputs.numel(), 3);
            (outputs.flatten() * tensor(shares)).sum().backward();
            var gradient = LayerWeights.Floats(layer.CountedParameters.Single().grad!);
            FiniteDifferences.Check(() => Formula().Zip(shares, (output, share) => output * share).Sum(), table, gradient, "table");
            gradient.Skip(4 * Units).Take(Units).Should().OnlyContain(v => v == 0, "no text has id 4");
        }
    }

    [Fact]
    public void An_embedding_begins_uniform_in_a_twentieth_padding_s_row_like_all_others()
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var layer = new EmbeddingConfiguration(100, 50) { MaskZero = true }.Build(Input);
        var table = LayerWeights.Floats(layer.CountedParameters.Single());
        table.Should().OnlyContain(v => Math.Abs(v) <= .05f, "Keras' table starts uniform in ±0.05");
        table.Max().Should().BeGreaterThan(.049f);
        table.Min().Should().BeLessThan(-.049f);
        table.Take(50).Should().NotContain(0f, "Keras' mask leaves row 0 a row like all others; it is the steps that are skipped");
    }

    [Fact]
    public void Given_vectors_fill_the_table_from_its_start_and_the_rest_becomes_zero()
    {
        using var scope = NewDisposeScope();
        using var layer = (EmbeddingLayer)new EmbeddingConfiguration(Vocabulary, Units) { Trainable = false }.Build(Input);
        float[] Table() => LayerWeights.Floats(layer.CountedParameters.Single());
        layer.SetTable([0, 0, 0, 1, 2, 3]);
        Table().Should().Equal([0, 0, 0, 1, 2, 3, .. new float[4 * Units]], "words without a vector have a row of zeros in the document's table");
        layer.SetTable(Waves.Of(Vocabulary * Units, 1));
        Table().Should().Equal(Waves.Of(Vocabulary * Units, 1));

        layer.Invoking(l => l.SetTable(new float[(Vocabulary + 1) * Units])).Should().Throw<ArgumentException>("vectors of another vocabulary would be cut without a word").WithMessage("*6 x 3*21 values*");
        layer.Invoking(l => l.SetTable(new float[4])).Should().Throw<ArgumentException>().WithMessage("*6 x 3*4 values*");
        Table().Should().Equal(Waves.Of(Vocabulary * Units, 1), "what is refused changes nothing");
    }

    [Fact]
    public void One_hot_vectors_are_one_at_the_id_s_place()
    {
        using var scope = NewDisposeScope();
        using var layer = new OneHotConfiguration(Vocabulary).Build(Input);
        Check(layer, [.. Ids.SelectMany(id => Enumerable.Range(0, Vocabulary).Select(place => place == id ? 1.0 : 0))]);
        layer.Describe().Parameters.Should().Be(0);
    }

    [Fact]
    public void Ids_as_numbers_are_the_ids()
    {
        using var scope = NewDisposeScope();
        using var layer = new IdsAsNumbersConfiguration().Build(Input);
        Check(layer, [.. Ids.Select(id => (double)id)]);
        layer.Describe().Parameters.Should().Be(0);
    }

    [Fact]
    public void Word_vectors_are_looked_up_in_training_and_taken_as_they_are_by_the_graph()
    {
        using var scope = NewDisposeScope();
        using var layer = (WordVectorsLayer)new WordVectorsConfiguration(Units).Build(Input);
        var table = Waves.Of(Vocabulary * Units, 1);
        layer.SetTable(table);
        var outputs = LayerWeights.Floats(Forward(layer));
        outputs.Should().Equal([.. Ids.SelectMany(id => table.Skip((int)id * Units).Take(Units))], "each id stands for its vector");
        layer.Describe().Parameters.Should().Be(0, "the vectors are the network's input");

        var graph = OnnxRun.Run(LayerGraph.Of(new LayerShape(4, Units), layer), (LayerGraph.InputName, OnnxRun.Floats(outputs, 2, 4, Units)))[LayerGraph.OutputName];
        graph.Values.Should().Equal(outputs);
        layer.Invoking(l => l.SetTable(new float[4])).Should().Throw<ArgumentException>().WithMessage("*4 values*vectors of 3*");
        layer.Invoking(l => l.SetTable([])).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData(BatchLayout.SharedPadding)]
    [InlineData(BatchLayout.Unpadded)]
    public void Ids_of_packed_batches_become_vectors_row_by_row(BatchLayout layout)
    {
        using var scope = NewDisposeScope();
        var packed = new Activations(tensor(Ids), new StepLayout(4, [2, 2, 2, 2], layout == BatchLayout.SharedPadding, 2));
        foreach (var (configuration, width) in new (LayerConfiguration, int)[]
        {
            (new EmbeddingConfiguration(Vocabulary, Units), Units),
            (new OneHotConfiguration(Vocabulary), Vocabulary),
            (new IdsAsNumbersConfiguration(), 1),
            (new WordVectorsConfiguration(Units), Units),
        })
        {
            using var layer = configuration.Build(Input);
            (layer as WordVectorsLayer)?.SetTable(Waves.Of(Vocabulary * Units, 1));
            layer.Takes(layout, training: true).Should().BeTrue();
            var result = layer.call(packed);
            result.Values.shape.Should().Equal([8, width], "{0} has to keep the rows as they lie", layer.TypeName);
            LayerWeights.Floats(result.Values).Should().Equal(LayerWeights.Floats(Forward(layer)));
            result.Steps.Should().BeSameAs(packed.Steps);
        }
    }

    private static Tensor Forward(Layer layer) => layer.call(new(tensor(Ids, [2, 4]), StepLayout.Padded(4, 2))).Values;

    // Forward and graph; gives the outputs.
    private static Tensor Check(Layer layer, double[] expected)
    {
        var outputs = Forward(layer);
        outputs.shape.Should().Equal(2, 4, layer.OutputShape.Features!.Value);
        LayerWeights.Floats(outputs).ShouldBeClose(expected, 0, "{0} must give what its name says", layer.TypeName);
        var (graph, shape) = OnnxRun.Run(LayerGraph.Of(Input, layer), (LayerGraph.InputName, OnnxRun.Int64s(Ids, 2, 4)))[LayerGraph.OutputName];
        shape.Should().Equal(outputs.shape);
        graph.ShouldBeClose(expected, 0, "a package must give the trained model's numbers");
        return outputs;
    }
}
