using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Callbacks;
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
    public void Every_epoch_has_an_order_and_a_dropout_of_its_own()
    {
        var texts = Texts(50, 3);
        int[] seeds = [.. Enumerable.Range(1, 30).Select(epoch => FitLoop.EpochSeed(7, epoch))];

        seeds.Should().OnlyHaveUniqueItems("a text that met the same dropout in the same batch in every epoch would be learnt by heart");
        seeds.Select(seed => string.Join(' ', FitLoop.Batches(texts, Recipe, seed).SelectMany(batch => batch))).Should().OnlyHaveUniqueItems("texts are shuffled anew in every epoch");
        Enumerable.Range(1, 30).Select(epoch => FitLoop.EpochSeed(7, epoch)).Should().Equal(seeds, "training that was interrupted goes on as if it had not been");
    }

    [Fact]
    public void A_length_window_brings_like_lengths_together_and_every_text_once()
    {
        var texts = Texts(203, 5);
        var recipe = Recipe with { LengthWindow = 4 };
        int[][] Batches(int epoch) => [.. FitLoop.Batches(texts, recipe, FitLoop.EpochSeed(7, epoch))];
        double Filler(IEnumerable<int[]> batches) => batches.Sum(batch => batch.Sum(row => batch.Max(other => texts.Ids[other].Length) - texts.Ids[row].Length));

        var batches = Batches(1);
        batches.SelectMany(batch => batch).Order().Should().Equal(Enumerable.Range(0, 203), "an epoch sees every text once");
        batches.Select(batch => batch.Length).Order().Should().Equal([11, .. Enumerable.Repeat(16, 12)], "schedules count on so many steps");
        Filler(batches).Should().BeLessThan(Filler(FitLoop.Batches(texts, Recipe, FitLoop.EpochSeed(7, 1))) / 2, "this is what it is for");
        batches.Select(batch => texts.Ids[batch[0]].Length).Should().NotBeInAscendingOrder("an epoch that goes from short to long texts forgets the short ones");
        Batches(1).Should().BeEquivalentTo(batches, o => o.WithStrictOrdering(), "training that was interrupted goes on as if it had not been");
        Batches(2).Should().NotBeEquivalentTo(batches, "epochs differ");
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

    [Fact]
    public void A_callback_is_told_of_everything_in_order_and_steers_training()
    {
        torch.manual_seed(1);
        using var network = Build("simple-rnn");
        var callback = new Recorder(stopAfter: 2);
        var loop = new FitLoop(network, new Objective(ModelTask.Binary), Recipe with { Epochs = 5, GradientNorm = 1 }, true) { Callbacks = [callback] };
        var result = loop.Fit(Texts(40, 1), Texts(16, 2), null, 1, new Silence(), default);

        string[] epoch1 = ["before 1", "after 1", "before 2", "after 2", "before 3", "after 3", "evaluating 1", "evaluated 1", "epoch 1"];
        string[] epoch2 = ["before 4", "after 4", "before 5", "after 5", "before 6", "after 6", "evaluating 2", "evaluated 2", "epoch 2"];
        callback.Calls.Should().Equal(["begin", .. epoch1, .. epoch2, "end"], "40 texts are two batches of 16 and one of 8, and a schedule counts steps");
        result.Epochs.Should().HaveCount(2, "it asked for a stop");
        callback.Steps.Select(s => s.LearningRate).Should().Equal([0.01, 0.005, 0.01 / 3, 0.0025, 0.002, 0.01 / 6], "the optimizer takes the learning rate that was set");
        callback.Steps.Should().OnlyContain(s => s.GradientNorm > 0, "the recipe clips, so the norm is known");
        callback.Best.Should().Equal([true, result.BestEpoch == 2]);
    }

    [Fact]
    public void The_learning_rate_that_a_callback_sets_is_the_optimizer_s()
    {
        torch.manual_seed(1);
        using var network = Build("simple-rnn");
        using var before = network.parameters().First().detach().clone();
        var loop = new FitLoop(network, new Objective(ModelTask.Binary), Recipe with { Epochs = 1 }, true) { Callbacks = [new Recorder(stopAfter: 9) { Rate = _ => 0 }] };
        loop.Fit(Texts(40, 1), Texts(16, 2), null, 1, new Silence(), default);
        network.parameters().First().allclose(before, 0, 0).Should().BeTrue("a learning rate of 0 moves nothing");
    }

    [Fact]
    public void Weights_that_stand_in_for_an_evaluation_are_those_that_are_kept()
    {
        torch.manual_seed(1);
        using var network = Build("simple-rnn");
        var callback = new ZerosForEvaluation();
        var loop = new FitLoop(network, new Objective(ModelTask.Binary), Recipe with { Epochs = 2 }, true) { Callbacks = [callback] };
        loop.Fit(Texts(40, 1), Texts(16, 2), null, 1, new Silence(), default);
        network.parameters().First().abs().sum().ToSingle().Should().Be(0, "the figures are those of the averaged weights, so the package must hold them");
        callback.PutBack.Should().Be(2, "training goes on with its own weights");
    }

    [Fact]
    public void A_recipe_s_patience_ends_training()
    {
        torch.manual_seed(1);
        using var network = Build("simple-rnn");
        var loop = new FitLoop(network, new Objective(ModelTask.Binary), Recipe with { Epochs = 50, LearningRate = 0, Patience = 3 }, true);
        var result = loop.Fit(Texts(40, 1), Texts(16, 2), null, 1, new Silence(), default);
        result.Epochs.Should().HaveCount(4, "without learning no epoch after the first is better, and three are waited for");
        result.StopReason.Should().Contain("epoch 1", "a user asks why training ended early");
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

    private sealed class Recorder(int stopAfter) : ITrainingCallback
    {
        private TrainingRun? _run;

        public string Name => "recorder";

        public Func<int, double> Rate { get; init; } = step => 0.01 / step;

        public List<string> Calls { get; } = [];

        public List<StepFigures> Steps { get; } = [];

        public List<bool> Best { get; } = [];

        public void Begin(TrainingRun run)
        {
            _run = run;
            run.StepsPerEpoch.Should().Be((run.Texts + run.Recipe.BatchSize - 1) / run.Recipe.BatchSize);
            Calls.Add("begin");
        }

        public void BeforeStep(int step)
        {
            _run!.LearningRate = Rate(step);
            Calls.Add($"before {step}");
        }

        public void AfterStep(StepFigures figures)
        {
            Steps.Add(figures);
            Calls.Add($"after {figures.Step}");
        }

        public void BeforeEvaluation(int epoch) => Calls.Add($"evaluating {epoch}");

        public void AfterEvaluation(int epoch) => Calls.Add($"evaluated {epoch}");

        public void AfterEpoch(EpochFigures figures, bool isBest)
        {
            _run!.Epochs[^1].Should().Be(figures);
            Best.Add(isBest);
            Calls.Add($"epoch {figures.Epoch}");
            if (figures.Epoch == stopAfter)
            {
                _run.Stop("enough");
            }
        }

        public void End(FitResult? result) => Calls.Add("end");
    }

    private sealed class ZerosForEvaluation : ITrainingCallback
    {
        private TrainingRun? _run;
        private torch.Tensor? _own;

        public string Name => "zeros";

        public int PutBack { get; private set; }

        public void Begin(TrainingRun run) => _run = run;

        public void BeforeEvaluation(int epoch)
        {
            using var noGradients = torch.no_grad();
            var weights = _run!.Network.parameters().First();
            _own = weights.detach().clone();
            weights.zero_();
        }

        public void AfterEvaluation(int epoch)
        {
            using var noGradients = torch.no_grad();
            _run!.Network.parameters().First().copy_(_own!);
            _own!.Dispose();
            PutBack++;
        }
    }
}
