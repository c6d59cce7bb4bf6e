using FluentAssertions;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Callbacks;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training.Callbacks;

public sealed class EarlyStoppingTests
{
    [Theory]
    [InlineData(MonitoredFigure.Accuracy, 0, new[] { .5, .6, .6, .6 }, 4)]
    [InlineData(MonitoredFigure.Accuracy, 0, new[] { .5, .6, .6, .61, .61, .6 }, 6)]
    [InlineData(MonitoredFigure.Accuracy, .05, new[] { .5, .54, .549, .7 }, 3)]
    [InlineData(MonitoredFigure.Accuracy, .05, new[] { .5, .54, .56, .56, .56 }, 5)]
    [InlineData(MonitoredFigure.Loss, 0, new[] { .5, .4, .4, .45 }, 4)]
    [InlineData(MonitoredFigure.Loss, .1, new[] { .5, .45, .39, .38, .3 }, 5)]
    [InlineData(MonitoredFigure.Loss, 0, new[] { .5, .4, .3, .2 }, null)]
    public void Training_ends_after_two_epochs_without_a_better_one(MonitoredFigure monitor, double minimumDelta, double[] figures, int? expected)
    {
        var epochs = figures.Select((figure, i) => monitor == MonitoredFigure.Loss ? TinyTraining.Epoch(i + 1, validationLoss: figure) : TinyTraining.Epoch(i + 1, validationAccuracy: figure)).ToArray();
        int? ended = null;
        var run = TinyTraining.Run(TinyTraining.Recipe with { Monitor = monitor });
        var stopping = new EarlyStopping(2, minimumDelta);
        stopping.Begin(run);
        for (var done = 1; done <= epochs.Length && ended is null; done++)
        {
            run.Epochs = epochs[..done];
            stopping.AfterEpoch(epochs[done - 1], false);
            ended = run.StopReason is null ? null : done;
        }

        ended.Should().Be(expected, "every further epoch costs a user's time, and one too few the best weights");
    }

    [Fact]
    public void A_recipe_chooses_the_figure_that_decides_and_the_epoch_that_is_kept()
    {
        var recipe = TinyTraining.Recipe with { Epochs = 12, LearningRate = 0.2 };
        var byAccuracy = TinyTraining.Fit(recipe).Result;
        var byLoss = TinyTraining.Fit(recipe with { Monitor = MonitoredFigure.Loss }).Result;
        var last = TinyTraining.Fit(recipe with { KeepsBest = false }).Result;

        byAccuracy.Best.Should().Be(byAccuracy.Epochs.MaxBy(e => e.Validation.Accuracy));
        byLoss.Best.Should().Be(byLoss.Epochs.MinBy(e => e.Validation.Loss));
        byLoss.BestEpoch.Should().NotBe(byAccuracy.BestEpoch, "or this test would not tell them apart");
        last.BestEpoch.Should().Be(12);
    }
}
