using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training.Schedules;
using TorchSharp;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training.Callbacks;

public sealed class WeightAveragingTests
{
    private static readonly Recipe LastEpoch = TinyTraining.Recipe with { KeepsBest = false };

    [Fact]
    public void The_exponential_average_is_the_weighted_mean_of_all_steps()
    {
        const double Decay = 0.8;
        var recorder = new StepRecorder();
        var (_, kept) = TinyTraining.Fit(LastEpoch with { WeightAverage = new ExponentialAverage(Decay) }, recorder);

        var shares = Enumerable.Range(0, recorder.Weights.Count).Select(i => Math.Pow(Decay, recorder.Weights.Count - 1 - i)).ToArray();
        ShouldBeMean(kept, recorder.Weights, shares);
    }

    [Fact]
    public void The_average_of_the_last_epochs_is_the_mean_of_the_weights_at_their_ends()
    {
        var recorder = new StepRecorder();
        var (_, kept) = TinyTraining.Fit(LastEpoch with { Epochs = 5, WeightAverage = new LastEpochsAverage(3) }, recorder);
        ShouldBeMean(kept, [recorder.Weights[8], recorder.Weights[11], recorder.Weights[14]], [1, 1, 1]);
    }

    [Fact]
    public void Before_its_epochs_and_with_more_than_there_are_an_average_is_of_what_there_is()
    {
        var recorder = new StepRecorder();
        var (_, kept) = TinyTraining.Fit(LastEpoch with { Epochs = 2, WeightAverage = new LastEpochsAverage(9) }, recorder);
        ShouldBeMean(kept, [recorder.Weights[2], recorder.Weights[5]], [1, 1]);

        var average = new LastEpochsAverage(2);
        Enumerable.Range(1, 12).Select(step => average.Share(new TrainingPosition(step, 3, 4, []))).Should().Equal([null, null, null, null, null, null, null, null, 1, null, null, 0.5]);
    }

    [Fact]
    public void Training_itself_goes_on_with_its_own_weights()
    {
        var (with, without) = (new StepRecorder(), new StepRecorder());
        var averaged = TinyTraining.Fit(LastEpoch with { WeightAverage = new ExponentialAverage(0.9) }, with);
        var plain = TinyTraining.Fit(LastEpoch, without);
        with.Weights.SelectMany(w => w).SelectMany(w => w).Should().Equal(without.Weights.SelectMany(w => w).SelectMany(w => w), "an average only looks on");
        averaged.Result.Epochs.Select(e => e.Validation.Loss).Should().NotEqual(plain.Result.Epochs.Select(e => e.Validation.Loss), "it is the averaged weights that are evaluated");
    }

    [Fact]
    public void Averages_leave_no_tensor_behind()
    {
        var recipe = TinyTraining.Recipe with { WeightAverage = new ExponentialAverage(0.9) };
        TinyTraining.Fit(recipe);
        var before = torch.Tensor.TotalCount;
        TinyTraining.Fit(recipe);
        torch.Tensor.TotalCount.Should().Be(before, "train-all trains many models in one process");
    }

    private static void ShouldBeMean(float[][] kept, IReadOnlyList<float[][]> weights, double[] shares)
    {
        kept.Should().NotBeEmpty();
        for (var parameter = 0; parameter < kept.Length; parameter++)
        {
            double[] mean = [.. Enumerable.Range(0, kept[parameter].Length).Select(place => weights.Zip(shares, (w, share) => share * w[parameter][place]).Sum() / shares.Sum())];
            kept[parameter].ShouldBeClose(mean, 1e-6, "the package has to hold the average");
        }
    }
}
