using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>What a network that generates is trained on: each id tells the next one.</summary>
public sealed class NextIdTests
{
    private static readonly LabelledSequences Texts = new([[1, 5, 6], [1], [1, 7]], [0, 0, 0]);

    [Fact]
    public void Each_id_is_followed_by_the_next_and_the_last_by_the_end()
    {
        using var scope = torch.NewDisposeScope();
        var batch = Batch.OfNextIds(Texts, [2, 0]);
        using var ids = batch.Input.Values.data<long>();
        ids.ToArray().Should().Equal([1, 7, 0, 1, 5, 6], "rows are filled at the end, up to the longest of the batch and no further");
        batch.Labels.Should().Equal([7, 2, 5, 6, 2], "padding has no answer");
    }

    [Fact]
    public void Loss_and_accuracy_are_means_over_characters_and_leave_padding_out()
    {
        using var network = Build();
        foreach (var layer in network.Layers)
        {
            foreach (var parameter in layer.CountedParameters)
            {
                LayerWeights.Set(parameter, new float[parameter.numel()]);
            }
        }

        // All logits equal: -ln(1/9) for each answer, and the likeliest is the first id, which is no answer. Then the end gets a bias of 2.
        var loop = new FitLoop(network, new Objective(ModelTask.Generation), Recipe, true);
        loop.Evaluate(Texts, default).Should().Be(new Figures(loop.Evaluate(Texts, default).Loss, 0));
        loop.Evaluate(Texts, default).Loss.Should().BeApproximately(Math.Log(9), 1e-6);
        LayerWeights.Set(network.Layers[^1].CountedParameters.Last(), [0, 0, 2, 0, 0, 0, 0, 0, 0]);

        var figures = loop.Evaluate(Texts, default);

        // Three of the six answers are the end, whose probability is e^2 / (e^2 + 8).
        figures.Accuracy.Should().Be(0.5);
        figures.Loss.Should().BeApproximately(Math.Log(Math.Exp(2) + 8) - 1, 1e-6, "the mean of three ends at ln(e^2 + 8) - 2 and three others at ln(e^2 + 8)");
        figures.StepAccuracy.Should().BeNull("it is a classifier's, of which every step scores the text");
    }

    [Fact]
    public void Scores_are_the_logits_after_each_text_s_own_last_id()
    {
        torch.manual_seed(5);
        using var network = Build();
        var loop = new FitLoop(network, new Objective(ModelTask.Generation), Recipe, true);

        var together = loop.Score(Texts);

        for (var row = 0; row < Texts.Count; row++)
        {
            loop.Score(Texts.Select([row]))[0].Zip(together[row]).Should().OnlyContain(p => Math.Abs(p.First - p.Second) < 1e-6, "a shorter text of a batch ends before its padding");
        }

        together.Select(scores => scores[3]).Should().OnlyHaveUniqueItems("equal logits would prove nothing");
    }

    [Fact]
    public void The_epoch_with_the_lowest_loss_is_kept()
    {
        var (better, likelier) = (new Figures(1.0, 0.5), new Figures(1.2, 0.6));
        var (generation, classification) = (new Objective(ModelTask.Generation).Monitor, new Objective(ModelTask.Binary).Monitor);
        better.AreBetterThan(likelier, generation).Should().BeTrue("a text is drawn from all probabilities, of which accuracy sees one");
        likelier.AreBetterThan(better, generation).Should().BeFalse();
        likelier.AreBetterThan(better, classification).Should().BeTrue("a classifier's epoch is chosen by accuracy");
        better.AreBetterThan(better, generation).Should().BeFalse("the first of equals is kept");
    }

    [Fact]
    public void A_vocabulary_is_the_commonest_characters_and_never_smaller()
    {
        var settings = ArchitectureRegistry.Find("char-generator").Pipeline;
        var few = FittedPipeline.Fit(settings with { VocabularySize = 12 }, ["to be\nor", "böt"]);
        Tokens(few).Should().Equal(["<PAD>", "<START>", "<END>", "<UNK>", "b", "o", "t", " ", "e", "r", "ö", "!"], "by falling count, then by code; lines left over go to printable characters, and a line feed is none");
        few.Counts.Should().Equal(0, 0, 0, 0, 2, 2, 2, 1, 1, 1, 1, 0);
        few.Pipeline.Encode("tö\n").Ids.Should().Equal([1, 6, 10, 3], "the runtime must read a prompt as training did");

        Tokens(FittedPipeline.Fit(settings with { VocabularySize = 6 }, ["aab", "bbc"])).Should().Equal(["<PAD>", "<START>", "<END>", "<UNK>", "b", "a"], "rare characters are unknown ones");
        Tokens(FittedPipeline.Fit(settings, [])).Should().HaveCount(100).And.OnlyHaveUniqueItems("the network's size is fixed");
    }

    private static readonly Recipe Recipe = new() { Name = "test", Epochs = 1, BatchSize = 4 };

    private static string[] Tokens(FittedPipeline fitted) => [.. Enumerable.Range(0, fitted.Vocabulary.Count).Select(id => fitted.Vocabulary[id])];

    private static Network Build() => new(
        [new EmbeddingConfiguration(9, 4), new LstmConfiguration(5) { ReturnSequences = true }, new DenseConfiguration(9, Activation.Linear)], 8, SequenceSide.Post);
}
