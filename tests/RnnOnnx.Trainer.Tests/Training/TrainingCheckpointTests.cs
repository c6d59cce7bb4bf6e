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

/// <summary>What is kept between epochs, and what becomes of it.</summary>
public sealed class TrainingCheckpointTests : IDisposable
{
    private const string Fingerprint = "0123456789abcdef0123456789abcdef";
    private const int Epochs = 4;

    private static readonly Recipe Recipe = new() { Name = "test", Epochs = Epochs, BatchSize = 16, LearningRate = 1e-2 };

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _log = new();

    private string CheckpointFile => Path.Combine(_folder.Path, ".training", "net-seed1-0123456789abcdef.checkpoint");

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(OptimizerKind.Adam, 1)]
    [InlineData(OptimizerKind.Adam, 3)]
    [InlineData(OptimizerKind.RmsProp, 2)]
    [InlineData(OptimizerKind.RmsProp, 4)]
    public void Training_that_was_broken_off_ends_with_the_same_bits(OptimizerKind optimizer, int epoch)
    {
        var recipe = Recipe with { Optimizer = optimizer, GradientNorm = 1 };
        var whole = Train(recipe);

        var breakOff = () => Train(recipe, kept: true, breakOffIn: epoch);
        breakOff.Should().Throw<OperationCanceledException>();
        torch.manual_seed(99);
        var resumed = Train(recipe, kept: true);

        resumed.Figures.Should().Equal(whole.Figures, "the figures of the first process belong to the model too");
        resumed.BestEpoch.Should().Be(whole.BestEpoch);
        resumed.Weights.Should().Equal(whole.Weights, "dropout, optimizer, schedule and order all go on where they were");
        _log.ToString().Should().Be(epoch == 1 ? "" : $"net: goes on after epoch {epoch - 1} of {Epochs}, from {CheckpointFile}\n", "a user must see that hours were not lost");
    }

    [Fact]
    public void A_run_that_had_only_its_package_to_write_trains_nothing_again()
    {
        var whole = Train(Recipe, kept: true);
        var again = Train(Recipe, kept: true, breakOffIn: 1);
        again.Weights.Should().Equal(whole.Weights, "the weights of the best epoch are in the checkpoint too");
        _log.ToString().Should().Contain("goes on after epoch 4 of 4");
    }

    [Fact]
    public void A_callback_s_state_is_kept()
    {
        var recipe = Recipe with { Epochs = 9, LearningRate = 0, Patience = 4 };
        FluentActions.Invoking(() => Train(recipe, kept: true, breakOffIn: 3)).Should().Throw<OperationCanceledException>();
        Train(recipe, kept: true).Figures.Should().HaveCount(5, "epochs without a better one count whoever ran them");
        Train(recipe, kept: true, breakOffIn: 1).Figures.Should().HaveCount(5, "training that was stopped has stopped, also for the process that writes its package");
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("emptied")]
    [InlineData("flipped")]
    public void Damage_costs_the_checkpoint_and_nothing_else(string damage)
    {
        var whole = Train(Recipe);
        FluentActions.Invoking(() => Train(Recipe, kept: true, breakOffIn: 3)).Should().Throw<OperationCanceledException>();
        var bytes = File.ReadAllBytes(CheckpointFile);
        var random = new Random(1);
        foreach (var place in damage == "flipped" ? [0, 30, 90, bytes.Length - 1, .. Enumerable.Range(0, 8).Select(_ => random.Next(bytes.Length))] : new[] { bytes.Length / 2 })
        {
            var damaged = damage switch { "cut" => bytes[..place], "emptied" => [], _ => (byte[])bytes.Clone() };
            if (damage == "flipped")
            {
                damaged[place] ^= 0x10;
            }

            File.WriteAllBytes(CheckpointFile, damaged);
            _log.GetStringBuilder().Clear();
            using (var checkpoint = Open())
            {
                checkpoint.Read().Should().BeNull("byte {0} of {1} is wrong", place, bytes.Length);
            }

            _log.ToString().Should().Be($"net: {CheckpointFile} is damaged, so training starts over\n");
        }

        Train(Recipe, kept: true).Weights.Should().Equal(whole.Weights, "training from the beginning gives the same model, only later");
    }

    [Fact]
    public void Of_other_checkpoints_those_of_other_settings_stay_and_those_of_another_build_go()
    {
        Train(Recipe, kept: true);
        var (settings, build) = (CheckpointFile.Replace("0123456789abcdef", "ffffffffffffffff", StringComparison.Ordinal), CheckpointFile.Replace("0123456789abcdef", "eeeeeeeeeeeeeeee", StringComparison.Ordinal));
        var otherSeed = CheckpointFile.Replace("seed1", "seed12", StringComparison.Ordinal);
        File.Copy(CheckpointFile, settings);
        var bytes = File.ReadAllBytes(CheckpointFile);
        bytes[40] = (byte)(bytes[40] == 'a' ? 'b' : 'a');
        File.WriteAllBytes(build, bytes);
        File.WriteAllBytes(otherSeed, bytes);

        Open().Dispose();

        Directory.GetFiles(Path.GetDirectoryName(CheckpointFile)!).Should().BeEquivalentTo([CheckpointFile, settings, otherSeed], "what can still be used is somebody's work");
        _log.ToString().Should().Contain($"net: {build} is of another build").And.Contain($"net: {settings} is of other settings").And.NotContain("seed12");
    }

    [Fact]
    public void Two_processes_do_not_make_the_same_run()
    {
        using (Open())
        {
            FluentActions.Invoking(Open).Should().Throw<CheckpointException>().WithMessage("net: another process is training it with the same options (*.lock is locked); let it finish*");
        }

        Open().Dispose();
    }

    [Theory]
    [InlineData("/dev/full/zoo")]
    [InlineData("/proc/zoo")]
    public void A_folder_that_cannot_be_written_to_is_told_before_training(string models)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        FluentActions.Invoking(() => TrainingCheckpoint.Open(new TrainOptions { Models = models }, "net", Fingerprint, 1000, _log))
            .Should().Throw<CheckpointException>().WithMessage($"net: training has not begun, for its state could not be kept: *; make {models}/.training writable with room on its disk, or name another folder with --models, *");
    }

    [Fact]
    public void A_disk_without_room_is_told_before_training()
    {
        FluentActions.Invoking(() => Open(parameters: 1L << 55)).Should().Throw<CheckpointException>().WithMessage($"net: training has not begun*; make {_folder.Path}/.training writable with room on its disk*");
        Directory.GetFiles(Path.Combine(_folder.Path, ".training")).Should().BeEmpty("nothing half written may stay");
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_leaves_the_one_before()
    {
        using var checkpoint = Open();
        checkpoint.Write("after epoch 1 of 2", writer => writer.Write(7));
        FluentActions.Invoking(() => checkpoint.Write("after epoch 2 of 2", _ => throw new IOException("No space left on device")))
            .Should().Throw<CheckpointException>().WithMessage($"net: the state after epoch 2 of 2 could not be kept: No space left on device; make {_folder.Path}/.training writable with room on its disk*run the same command again*");
        using var saved = checkpoint.Read();
        saved!.ReadInt32().Should().Be(7, "the epochs before are as good as ever");
        Directory.GetFiles(Path.Combine(_folder.Path, ".training"), "*.tmp").Should().BeEmpty("a full disk needs the room");
    }

    [Fact]
    public void A_run_that_is_finished_leaves_only_a_note()
    {
        var options = new TrainOptions { Models = _folder.Path };
        Train(Recipe, kept: true);
        TrainingCheckpoint.IsFinished(options, "net", Fingerprint).Should().BeFalse("its figures are not recorded");

        TrainingCheckpoint.Finish(options, "net", Fingerprint);

        TrainingCheckpoint.Exists(options, "net", Fingerprint).Should().BeFalse();
        TrainingCheckpoint.IsFinished(options, "net", Fingerprint).Should().BeTrue("of several seeds only the last one's package stays, and train-all must know that the others are done");
        TrainingCheckpoint.Open(options, "net", "other fingerprint of it", 10, _log).Dispose();
        Directory.GetFiles(Path.Combine(_folder.Path, ".training")).Should().BeEmpty("what was finished with other settings says nothing any more");
    }

    private TrainingCheckpoint Open() => Open(1000);

    private TrainingCheckpoint Open(long parameters) => TrainingCheckpoint.Open(new TrainOptions { Models = _folder.Path }, "net", Fingerprint, parameters, _log);

    private (IReadOnlyList<(double, double, Figures)> Figures, int BestEpoch, float[] Weights) Train(Recipe recipe, bool kept = false, int? breakOffIn = null)
    {
        torch.manual_seed(1);
        using var network = new Network([new EmbeddingConfiguration(20, 6), new LstmConfiguration(8) { InputDropout = 0.2, RecurrentDropout = 0.2 }, new DropoutConfiguration(0.2), new DenseConfiguration(1, Activation.Sigmoid)], 12, SequenceSide.Pre);
        using var cancellation = new CancellationTokenSource();
        using var checkpoint = kept ? Open() : null;
        var loop = new FitLoop(network, new Objective(ModelTask.Binary), recipe, true) { Checkpoint = checkpoint, Callbacks = [new Falling()] };
        var result = loop.Fit(Texts(60, 1), Texts(30, 2), null, 1, new BreakOff(breakOffIn, cancellation), cancellation.Token);
        return ([.. result.Epochs.Select(e => (e.Loss, e.Accuracy, e.Validation))], result.BestEpoch, [.. network.parameters().SelectMany(p => RnnOnnx.Trainer.Export.NetworkGraph.Floats(p))]);
    }

    private static LabelledSequences Texts(int count, int seed)
    {
        var random = new Random(seed);
        var ids = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(1, 13)).Select(_ => random.Next(1, 20)).ToArray()).ToArray();
        return new LabelledSequences(ids, [.. ids.Select(t => t[^1] % 2)]);
    }

    /// <summary>A learning rate that falls with every step, by a count of its own.</summary>
    private sealed class Falling : ITrainingCallback
    {
        private TrainingRun? _run;
        private double _rate;

        public string Name => "falling";

        public void Begin(TrainingRun run)
        {
            _run = run;
            _rate = run.LearningRate;
            _rate.Should().Be(run.Recipe.LearningRate, "a callback begins as in a run of one piece");
        }

        public void BeforeStep(int step) => _run!.LearningRate = _rate *= 0.95;

        public void Save(BinaryWriter state) => state.Write(_rate);

        public void Restore(BinaryReader state) => _rate = state.ReadDouble();
    }

    private sealed class BreakOff(int? epoch, CancellationTokenSource cancellation) : ITrainingProgress
    {
        public void Batch(BatchFigures figures)
        {
            if (figures.Epoch == epoch && figures.Done > 16)
            {
                cancellation.Cancel();
            }
        }

        public void Epoch(EpochFigures figures, int epochs)
        {
        }
    }
}
