using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Callbacks;
using RnnOnnx.Trainer.Training.Schedules;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training.Callbacks;

/// <summary>Runs whose callbacks have a past, ended in the middle of an epoch and gone on with.</summary>
public sealed class ResumedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();

    public static TheoryData<Recipe> Recipes => new()
    {
        TinyTraining.Recipe with { Name = "exponential-cosine", Epochs = 6, Schedule = new CosineDecay(4), WeightAverage = new ExponentialAverage(0.9) },
        TinyTraining.Recipe with { Name = "last-plateau", Epochs = 6, KeepsBest = false, Schedule = new ReduceOnPlateau(0.5, 1, MinimumDelta: 0.05), WeightAverage = new LastEpochsAverage(4) },
        TinyTraining.Recipe with { Name = "patience", Epochs = 20, LearningRate = 0.1, Schedule = new ExponentialDecay(0.9), Monitor = MonitoredFigure.Loss, Patience = 3, MinimumDelta = 0.02, GradientValue = 0.05 },
    };

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_run_that_is_killed_twice_ends_with_the_same_bits_and_the_same_logs(Recipe recipe)
    {
        var (whole, weights) = TinyTraining.Fit(recipe, Logs("whole", recipe));
        whole.Epochs.Should().HaveCountGreaterThan(4, "or there is nothing to go on with after the second kill");
        Killed(recipe, step: 8);
        Killed(recipe, step: 14);
        using var checkpoint = Checkpoint(recipe);
        var (resumed, resumedWeights) = TinyTraining.Fit(recipe, checkpoint, Logs("resumed", recipe));

        _output.ToString().Should().Contain("goes on after epoch 2 of").And.Contain("goes on after epoch 4 of", "a run that started over would prove nothing");
        resumedWeights.SelectMany(w => w).Should().Equal(weights.SelectMany(w => w), "a kill must cost time and nothing else");
        resumed.BestEpoch.Should().Be(whole.BestEpoch);
        resumed.StopReason.Should().Be(whole.StopReason);
        History("resumed").Should().Equal(History("whole"), "every epoch is in the table once, with its learning rate");
        foreach (var part in new[] { "train", "validation" })
        {
            EventRecords.Scalars(Folder("resumed", part)).Should().BeEquivalentTo(EventRecords.Scalars(Folder("whole", part)), "TensorBoard draws one curve");
        }
    }

    private IReadOnlyList<ITrainingCallback> Logs(string folder, Recipe recipe) => new TrainingLogs(Path.Combine(_folder.Path, folder)).Of("tiny", recipe with { Name = "run" }, 1);

    private string Folder(string folder, string part) => Path.Combine(_folder.Path, folder, "tiny-run-seed1", part);

    // The last column is the time it took.
    private IEnumerable<string> History(string folder) => File.ReadLines(Folder(folder, TrainingHistory.FileName)).Select(line => line[..line.LastIndexOf(',')]);

    private void Killed(Recipe recipe, int step)
    {
        using var checkpoint = Checkpoint(recipe);
        var fit = () => TinyTraining.Fit(recipe, checkpoint, [.. Logs("resumed", recipe), new Kill(step)]);
        fit.Should().Throw<OperationCanceledException>();
    }

    private TrainingCheckpoint Checkpoint(Recipe recipe) => TrainingCheckpoint.Open(new TrainOptions { Models = _folder.Path }, "tiny", $"fingerprint-of-{recipe.Name}", 400, _output);

    private sealed class Kill(int step) : ITrainingCallback
    {
        public string Name => "kill";

        public void BeforeStep(int number)
        {
            if (number == step)
            {
                throw new OperationCanceledException();
            }
        }
    }
}
