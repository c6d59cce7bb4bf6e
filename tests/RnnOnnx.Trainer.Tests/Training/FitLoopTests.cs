using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

public sealed class FitLoopTests
{
    private const int Steps = 12;

    private static readonly Recipe Recipe = new() { Name = "test", Epochs = 3, BatchSize = 16, LearningRate = 1e-2 };

    [Theory]
    [InlineData("simple-rnn")]
    [InlineData("lstm")]
    public void Training_without_the_padding_gives_the_figures_of_training_with_it(string kind)
    {
        var with = Train(kind, paddingSkip: false);
        var without = Train(kind, paddingSkip: true);
        without.Select(e => e.Loss).Should().BeEquivalentTo(
            with.Select(e => e.Loss),
            o => o.WithStrictOrdering().Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-4)).WhenTypeIs<double>(),
            "the skip saves time and must change nothing else");
    }

    [Fact]
    public void The_same_seed_gives_the_same_figures()
    {
        var (first, second) = (Train("lstm", paddingSkip: true), Train("lstm", paddingSkip: true));
        first.Select(e => (e.Loss, e.Accuracy, e.Validation)).Should().Equal(second.Select(e => (e.Loss, e.Accuracy, e.Validation)), "a result that cannot be repeated cannot be checked");
    }

    [Fact]
    public void A_network_learns_what_is_in_its_texts()
    {
        var epochs = Train("simple-rnn", paddingSkip: true, epochs: 12);
        epochs[^1].Validation.Accuracy.Should().BeGreaterThan(0.95, "whether the last id is even is plain to see");
    }

    [Fact]
    public void The_weights_of_the_best_epoch_are_kept()
    {
        torch.manual_seed(1);
        using var network = Build("simple-rnn");
        var loop = new FitLoop(network, new Objective(ModelTask.Binary), Recipe with { Epochs = 6, LearningRate = 0.3 }, true);
        var validation = Texts(64, 2);
        var result = loop.Fit(Texts(64, 1), validation, null, 1, new Silence(), default);

        result.Epochs.Max(e => e.Validation.Accuracy).Should().Be(result.Best.Validation.Accuracy);
        loop.Evaluate(validation, default).Accuracy.Should().Be(result.Best.Validation.Accuracy, "the package would hold other weights than its figures speak of");
    }

    [Fact]
    public void Cancelling_stops_between_two_batches()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Silence { OnBatch = cancellation.Cancel };
        using var network = Build("simple-rnn");
        var fit = () => new FitLoop(network, new Objective(ModelTask.Binary), Recipe, true).Fit(Texts(64, 1), Texts(16, 2), null, 1, progress, cancellation.Token);
        fit.Should().Throw<OperationCanceledException>();
        progress.Batches.Should().Be(1, "Ctrl-C has to work at once");
    }

    [Fact]
    public void Ten_training_runs_leave_no_tensor_behind()
    {
        Train("lstm", paddingSkip: true);
        var before = torch.Tensor.TotalCount;
        for (var run = 0; run < 10; run++)
        {
            Train("lstm", paddingSkip: true);
        }

        torch.Tensor.TotalCount.Should().Be(before, "train-all trains many models in one process");
    }

    [Fact]
    public void Loss_that_is_no_number_is_an_error()
    {
        using var network = Build("simple-rnn");
        var fit = () => new FitLoop(network, new Objective(ModelTask.Binary), Recipe with { LearningRate = double.NaN }, true).Fit(Texts(64, 1), Texts(16, 2), null, 1, new Silence(), default);
        fit.Should().Throw<RnnOnnxException>().WithMessage("*broke down in epoch 1*learning rate*");
    }

    private static IReadOnlyList<EpochFigures> Train(string kind, bool paddingSkip, int epochs = 3)
    {
        torch.manual_seed(1);
        using var network = Build(kind);
        return new FitLoop(network, new Objective(ModelTask.Binary), Recipe with { Epochs = epochs }, paddingSkip).Fit(Texts(96, 1), Texts(48, 2), null, 1, new Silence(), default).Epochs;
    }

    private static Network Build(string kind) => new(
        [new EmbeddingConfiguration(20, 6), kind == "lstm" ? new LstmConfiguration(8) : new SimpleRnnConfiguration(8), new DenseConfiguration(1, Activation.Sigmoid)],
        Steps,
        SequenceSide.Pre);

    private static LabelledSequences Texts(int count, int seed)
    {
        var random = new Random(seed);
        var ids = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(1, Steps + 1)).Select(_ => random.Next(1, 20)).ToArray()).ToArray();
        return new LabelledSequences(ids, [.. ids.Select(t => t[^1] % 2)]);
    }

    private sealed class Silence : ITrainingProgress
    {
        public Action? OnBatch { get; init; }

        public int Batches { get; private set; }

        public void Batch(BatchFigures figures)
        {
            Batches++;
            OnBatch?.Invoke();
        }

        public void Epoch(EpochFigures figures, int epochs)
        {
        }
    }
}
