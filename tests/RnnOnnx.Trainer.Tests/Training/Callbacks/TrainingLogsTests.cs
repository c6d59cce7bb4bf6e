using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Callbacks;
using RnnOnnx.Trainer.Training.Schedules;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training.Callbacks;

public sealed class TrainingLogsTests : IDisposable
{
    private const string Run = "imdb-lstm-test-seed7";
    private static readonly Recipe Recipe = TinyTraining.Recipe with { Epochs = 40, Schedule = new StepDecay(1, 0.5) };
    private readonly TemporaryFolder _folder = new();

    private string Folder => Path.Combine(_folder.Path, Run);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_training_run_is_logged_as_Keras_does()
    {
        var (result, _) = TinyTraining.Fit(Recipe, Logs());

        var epochs = result.Epochs;
        var training = EventRecords.Scalars(Path.Combine(Folder, "train"));
        var validation = EventRecords.Scalars(Path.Combine(Folder, "validation"));
        Of(training, "epoch_loss").Should().Equal(epochs.Select(e => ((long)e.Epoch, (float)e.Loss)), "a curve has a point per epoch");
        Of(training, "epoch_accuracy").Should().Equal(epochs.Select(e => ((long)e.Epoch, (float)e.Accuracy)));
        Of(training, "epoch_learning_rate").Should().Equal(epochs.Select(e => ((long)e.Epoch, (float)(0.01 * Math.Pow(0.5, e.Epoch - 1)))));
        Of(validation, "epoch_loss").Should().Equal(epochs.Select(e => ((long)e.Epoch, (float)e.Validation.Loss)));
        Of(validation, "epoch_accuracy").Should().Equal(epochs.Select(e => ((long)e.Epoch, (float)e.Validation.Accuracy)));
        Of(training, "batch_learning_rate").Should().Equal([(50, (float)(0.01 * Math.Pow(0.5, 16))), (100, (float)(0.01 * Math.Pow(0.5, 33)))], "120 steps, of which every fiftieth is recorded");

        var lines = File.ReadAllLines(Path.Combine(Folder, "history.csv"));
        lines[0].Should().Be("epoch,loss,accuracy,validation_loss,validation_accuracy,test_loss,test_accuracy,learning_rate,seconds");
        lines.Skip(1).Select(line => line[..line.LastIndexOf(',')]).Should().Equal(
            epochs.Select(e => $"{e.Epoch},{e.Loss:R},{e.Accuracy:R},{e.Validation.Loss:R},{e.Validation.Accuracy:R},,,{0.01 * Math.Pow(0.5, e.Epoch - 1):R}"), "there is a row per epoch, and no test part here");
    }

    [Fact]
    public void A_batch_record_is_the_mean_of_the_epoch_s_steps_since_the_last_one()
    {
        var log = new TensorBoardLog(Folder, TimeProvider.System);
        log.Begin(TinyTraining.Run(Recipe));
        Steps(log, 1, 40);
        log.AfterEpoch(TinyTraining.Epoch(1), true);
        Steps(log, 41, 110);
        var scalars = EventRecords.Scalars(Path.Combine(Folder, "train"));
        Of(scalars, "batch_loss").Should().Equal([(50, 45.5f), (100, 75.5f)], "the loss here is the step's number; a run that goes on after epoch 1 knows no step before the 41st");
        Of(scalars, "batch_accuracy").Should().Equal([(50, 0.455f), (100, 0.755f)]);
    }

    [Fact]
    public void A_run_that_goes_on_has_every_epoch_and_step_once()
    {
        var epochs = Enumerable.Range(1, 4).Select(n => TinyTraining.Epoch(n)).ToArray();
        var killed = Begin();
        Steps(killed, 1, 60);
        Epoch(killed, epochs[..1]);
        Steps(killed, 61, 120);
        Epoch(killed, epochs[..2]);
        Steps(killed, 121, 170);
        var files = Directory.GetFiles(Folder, "events*", SearchOption.AllDirectories).ToDictionary(f => f, File.ReadAllBytes);

        // Killed in the third epoch, of which a part is written; the checkpoint is the first one's, for the second was not yet on the disk.
        var resumed = Begin(epochs[..1]);
        Steps(resumed, 61, 120);
        Epoch(resumed, epochs[..2]);
        Steps(resumed, 121, 180);
        Epoch(resumed, epochs[..3]);
        Steps(resumed, 181, 240);
        Epoch(resumed, epochs);

        var training = EventRecords.Scalars(Path.Combine(Folder, "train"));
        Of(training, "epoch_loss").Select(s => s.Step).Should().Equal([1, 2, 3, 4], "a point twice is a zigzag in the curve");
        Of(training, "batch_loss").Select(s => s.Step).Should().Equal([50, 100, 150, 200]);
        Of(EventRecords.Scalars(Path.Combine(Folder, "validation")), "epoch_accuracy").Select(s => s.Step).Should().Equal([1, 2, 3, 4]);
        File.ReadAllLines(Path.Combine(Folder, "history.csv")).Select(line => line.Split(',')[0]).Should().Equal(["epoch", "1", "2", "3", "4"]);
        files.Should().OnlyContain(f => File.ReadAllBytes(f.Key).SequenceEqual(f.Value), "the process that was killed may have left half a record, after which nothing can be read");
    }

    [Fact]
    public void Logs_that_are_asked_for_only_when_a_run_goes_on_have_its_first_epochs_too()
    {
        Begin([TinyTraining.Epoch(1), TinyTraining.Epoch(2)]);
        Of(EventRecords.Scalars(Path.Combine(Folder, "train")), "epoch_learning_rate").Should().Equal([(1, 0.01f), (2, 0.005f)]);
        File.ReadAllLines(Path.Combine(Folder, "history.csv")).Should().HaveCount(3);
    }

    [Fact]
    public void A_run_that_begins_anew_does_not_mix_with_an_older_one()
    {
        Epoch(Begin(), [TinyTraining.Epoch(1), TinyTraining.Epoch(2)]);
        Begin();
        EventRecords.Scalars(Path.Combine(Folder, "train")).Should().BeEmpty("two runs in one curve tell nothing");
        File.ReadAllLines(Path.Combine(Folder, "history.csv")).Should().HaveCount(1);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllText(Folder, "a file is in the way");
        foreach (var callback in Logs())
        {
            callback.Invoking(c => c.Begin(TinyTraining.Run(Recipe))).Should().Throw<RnnOnnxException>().WithMessage($"*{Run}*--logs*");
        }
    }

    private static List<(long Step, float Value)> Of(IEnumerable<(string Tag, long Step, float Value)> scalars, string tag) => [.. scalars.Where(s => s.Tag == tag).Select(s => (s.Step, s.Value))];

    private static void Steps(ITrainingCallback callback, int first, int last)
    {
        for (var step = first; step <= last; step++)
        {
            callback.AfterStep(new StepFigures(step, 1, step, step / 100.0, null, 0.01));
        }
    }

    private static void Steps((TrainingRun, IReadOnlyList<ITrainingCallback> Callbacks) run, int first, int last)
    {
        foreach (var callback in run.Callbacks)
        {
            Steps(callback, first, last);
        }
    }

    private static void Epoch((TrainingRun Run, IReadOnlyList<ITrainingCallback> Callbacks) run, EpochFigures[] epochs)
    {
        run.Run.Epochs = epochs;
        foreach (var callback in run.Callbacks)
        {
            callback.AfterEpoch(epochs[^1], false);
        }
    }

    private (TrainingRun Run, IReadOnlyList<ITrainingCallback> Callbacks) Begin(params EpochFigures[] done)
    {
        var (run, callbacks) = (TinyTraining.Run(Recipe, done), Logs());
        foreach (var callback in callbacks)
        {
            callback.Begin(run);
        }

        return (run, callbacks);
    }

    private IReadOnlyList<ITrainingCallback> Logs() => new TrainingLogs(_folder.Path) { Time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)) }.Of("imdb-lstm", Recipe, 7);
}
