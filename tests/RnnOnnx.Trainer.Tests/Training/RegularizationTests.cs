using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>Settings of a recipe that keep a network from learning its texts by heart.</summary>
public sealed class RegularizationTests : IDisposable
{
    // Its network has an embedding, a SimpleRNN's two kernels and bias, and a Dense layer's kernel and bias.
    private static readonly Recipe Recipe = TinyTraining.Recipe with { Epochs = 1 };

    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Weight_decay_takes_a_share_of_the_kernels_and_nothing_else()
    {
        var (free, decayed) = (new StepRecorder(), new StepRecorder());
        TinyTraining.Fit(Recipe, free);
        TinyTraining.Fit(Recipe with { WeightDecay = 5 }, decayed);
        for (var place = 0; place < free.First.Length; place++)
        {
            // The gradients of the first step are the same.
            var share = place is 3 or 5 ? 0 : Recipe.LearningRate * 5;
            decayed.Weights[0][place].ShouldBeClose([.. free.Weights[0][place].Zip(free.First[place], (w, before) => w - (share * before))], 1e-7, "parameter {0}", place);
        }
    }

    [Fact]
    public void The_embedding_s_penalty_adds_its_gradient()
    {
        var (free, penalized) = (new StepRecorder(), new StepRecorder());
        var loss = TinyTraining.Fit(Recipe with { LearningRate = 0 }, free).Result.Epochs[0].Loss;
        TinyTraining.Fit(Recipe with { LearningRate = 0, EmbeddingPenalty = 0.5 }, penalized).Result.Epochs[0].Loss.Should().Be(loss, "figures with and without it are to be compared");
        penalized.Gradients[0][0].ShouldBeClose([.. free.Gradients[0][0].Zip(free.First[0], (gradient, weight) => gradient + (2 * 0.5 * weight))], 1e-7, "the penalty is 0.5 w² for each weight");
        penalized.Gradients[0][1..].Should().BeEquivalentTo(free.Gradients[0][1..], "other weights are left alone");
    }

    [Fact]
    public void Smoothed_labels_are_spread_over_all_labels()
    {
        using var scope = NewDisposeScope();
        var binary = new Objective(ModelTask.Binary).Loss(tensor([0.4f, -1.2f], [2, 1]), [1, 0], 0.2).ToSingle();
        double Cross(double target, double x) => -(target * Math.Log(1 / (1 + Math.Exp(-x)))) - ((1 - target) * Math.Log(1 / (1 + Math.Exp(x))));
        binary.Should().BeApproximately((float)((Cross(0.9, 0.4) + Cross(0.1, -1.2)) / 2), 1e-6f);

        double[] logits = [0.3, -0.5, 1.1];
        var sum = Math.Log(logits.Sum(Math.Exp));
        var many = new Objective(ModelTask.MultiClass).Loss(tensor([.. logits.Select(l => (float)l)], [1, 3]), [2], 0.3).ToSingle();
        many.Should().BeApproximately((float)logits.Select((l, i) => -(i == 2 ? 0.8 : 0.1) * (l - sum)).Sum(), 1e-6f);
    }

    [Fact]
    public void Every_epoch_leaves_other_words_out()
    {
        var texts = new LabelledSequences([[.. Enumerable.Range(1, 4000)], [5, 5, 7]], [1, 0]);
        var (first, again, second) = (FitLoop.Thinned(texts, 0.25, 8), FitLoop.Thinned(texts, 0.25, 8), FitLoop.Thinned(texts, 0.25, 9));

        first.Labels.Should().Equal(1, 0);
        first.Ids[0].Length.Should().BeCloseTo(3000, 100, "a quarter of the words is left out");
        first.Ids[0].Should().BeInAscendingOrder("words keep their order").And.OnlyHaveUniqueItems();
        again.Ids.Should().BeEquivalentTo(first.Ids, options => options.WithStrictOrdering(), "training that goes on after a break must meet the same texts");
        second.Ids[0].Should().NotEqual(first.Ids[0]);
        texts.Ids[0].Should().HaveCount(4000, "the next epoch begins with all words");
        FitLoop.Thinned(texts, 0, 8).Should().BeSameAs(texts);
    }

    [Fact]
    public void Only_training_leaves_words_out()
    {
        var (plain, thinned) = (TinyTraining.Fit(Recipe with { LearningRate = 0 }).Result.Epochs[0], TinyTraining.Fit(Recipe with { LearningRate = 0, WordDropout = 0.4 }).Result.Epochs[0]);
        thinned.Loss.Should().NotBe(plain.Loss);
        thinned.Validation.Should().Be(plain.Validation, "figures are of whole texts");
    }

    [Fact]
    public void The_loss_is_that_of_the_probabilities_that_stand_in_for_labels()
    {
        using var scope = NewDisposeScope();
        var loss = new Objective(ModelTask.Binary).Loss(tensor(new[] { 1.5f, -0.5f }, [2, 1]), [1, 0], 0, [0.75f, 0.5f]).ToSingle();
        static double Of(double logit, double probability) => (probability * Math.Log(1 + Math.Exp(-logit))) + ((1 - probability) * Math.Log(1 + Math.Exp(logit)));
        loss.Should().BeApproximately((float)((Of(1.5, 0.75) + Of(-0.5, 0.5)) / 2), 1e-6f);
    }

    [Fact]
    public void A_teacher_has_its_share_in_the_labels()
    {
        var opposite = TinyTraining.Labels.Select(label => 1f - label).ToArray();
        double Loss(double share, float[] answers) => TinyTraining.Fit(Recipe with { LearningRate = 0, TeacherShare = share }, answers).Epochs[0].Loss;
        var plain = TinyTraining.Fit(Recipe with { LearningRate = 0 }).Result.Epochs[0].Loss;
        Loss(0.3, [.. TinyTraining.Labels.Select(label => (float)label)]).Should().BeApproximately(plain, 1e-6, "a teacher who says what labels say changes nothing");
        Loss(0.5, opposite).Should().BeApproximately((Loss(0, opposite) + Loss(1, opposite)) / 2, 1e-6, "cross-entropy is linear in the probabilities");
        Loss(1, opposite).Should().NotBeApproximately(plain, 1e-4);
    }

    [Fact]
    public void Adversarial_training_learns_from_the_texts_as_they_are_and_as_moved()
    {
        var still = TinyTraining.Fit(Recipe with { AdversarialNorm = 1e-12 });
        var moved = TinyTraining.Fit(Recipe with { AdversarialNorm = 1 });
        var plain = TinyTraining.Fit(Recipe);
        still.Result.Epochs[^1].Validation.Loss.Should().BeApproximately(plain.Result.Epochs[^1].Validation.Loss, 1e-4, "Adam's steps are those of the gradient, whether taken once or twice");
        moved.Result.Epochs[^1].Validation.Loss.Should().NotBeApproximately(plain.Result.Epochs[^1].Validation.Loss, 1e-3);
        moved.Result.Epochs[0].Loss.Should().BeApproximately(plain.Result.Epochs[0].Loss, 0.02, "figures are of the texts as they are");
    }

    [Fact]
    public void Only_training_smooths_labels()
    {
        var (plain, smoothed) = (TinyTraining.Fit(Recipe with { LearningRate = 0 }).Result.Epochs[0], TinyTraining.Fit(Recipe with { LearningRate = 0, LabelSmoothing = 0.3 }).Result.Epochs[0]);
        smoothed.Loss.Should().NotBe(plain.Loss);
        smoothed.Validation.Should().Be(plain.Validation, "figures of recipes are to be compared");
    }

    [Fact]
    public void An_embedding_begins_with_vectors_of_the_training_texts()
    {
        var architecture = ArchitectureRegistry.Find("imdb-simple-rnn");
        var texts = new DataPreparation(new CorpusCatalog(), TextWriter.Null).Prepare(architecture, 0.1, new TrainOptions { Models = _models.Path, Corpus = CorpusChoice.Sample, Texts = 60 });
        var drawn = Start(InitialEmbedding.Uniform, out _);
        var begun = Start(InitialEmbedding.OwnVectors, out var said);

        var vectors = VectorsSource.Own([.. texts.Training.Ids.Select(ids => ids.Select(id => texts.Vocabulary[id]).ToArray())], KerasImdb.EmbeddingUnits, 3).Vectors;
        for (var id = 0; id < texts.Vocabulary.Count; id++)
        {
            begun[id].Should().Equal(vectors.TryGetRow(texts.Vocabulary[id], out var row) ? vectors[row].ToArray() : drawn[id], "id {0}", id);
        }

        begun[0].Should().Equal(drawn[0], "padding is no word");
        Start(InitialEmbedding.OwnVectors, out _).Should().BeEquivalentTo(begun, options => options.WithStrictOrdering(), "the second network takes what was made for the first");
        Directory.GetFiles(_models.Path, "own-100d-*.bin").Should().ContainSingle("vectors take minutes, and a zoo's networks begin with the same");
        said.Should().Match($"imdb-simple-rnn: the embedding begins with own skip-gram, 100 dimensions, 60 training texts, seed 3: {vectors.Words.Count:N0} of * ids have one*");

        float[][] Start(InitialEmbedding wanted, out string line)
        {
            using var output = new StringWriter();
            manual_seed(1);
            using var network = architecture.Build();
            InitialVectors.Put(architecture.Id, network, texts, wanted, 3, output, new MadeVectors(_models.Path));
            line = output.ToString();
            return [.. NetworkGraph.Floats(network.Layers[0].CountedParameters.Single()).Chunk(KerasImdb.EmbeddingUnits)];
        }
    }
}
