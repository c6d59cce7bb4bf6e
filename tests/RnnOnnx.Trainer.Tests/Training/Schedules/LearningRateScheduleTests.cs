using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Schedules;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training.Schedules;

public sealed class LearningRateScheduleTests
{
    private const int StepsPerEpoch = 4;
    private const int Epochs = 5;

    /// <summary>A schedule and its factor after t steps, written out by hand.</summary>
    public static TheoryData<LearningRateSchedule, Func<int, double>> ClosedForms => new()
    {
        { new ConstantRate(), t => 1 },
        { new StepDecay(2, 0.5), t => t < 8 ? 1 : t < 16 ? 0.5 : 0.25 },
        { new ExponentialDecay(0.81), t => Math.Exp(t / 4.0 * Math.Log(0.81)) },
        { new CosineDecay(), t => 0.5 + (0.5 * Math.Cos(Math.PI * t / 20)) },
        { new CosineDecay(8, 0.1), t => t < 8 ? (t + 1) / 8.0 : 0.55 + (0.45 * Math.Cos(Math.PI * (t - 8) / 12)) },
        { new CosineDecay(100), t => (t + 1) / 100.0 },
    };

    [Theory]
    [MemberData(nameof(ClosedForms))]
    public void Every_step_has_the_formula_s_rate(LearningRateSchedule schedule, Func<int, double> expected)
    {
        var recipe = TinyTraining.Recipe with { LearningRate = 2e-3, Schedule = schedule };
        for (var done = 0; done < StepsPerEpoch * Epochs; done++)
        {
            recipe.LearningRateAt(At(done + 1)).Should().BeApproximately(2e-3 * expected(done), 1e-15, "{0} after {1} steps", schedule, done);
        }
    }

    [Fact]
    public void A_plateau_lowers_the_rate_after_its_patience_and_waits_anew()
    {
        var schedule = new ReduceOnPlateau(0.5, 2, MinimumDelta: 0.01, LowestRatio: 0.2);

        // The second and third are better by too little; the fifth is better, and so ends the waiting.
        Factors(schedule, 0.5, 0.495, 0.491, 0.6, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4).Should().Equal([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2], "these are the figures of epochs 1 to 11, and the factors of epochs 1 to 12");
    }

    [Fact]
    public void A_plateau_of_accuracy_goes_by_accuracy()
    {
        var schedule = new ReduceOnPlateau(0.1, 1, MonitoredFigure.Accuracy, 0);
        var done = new[] { TinyTraining.Epoch(1, 0.4, 0.7), TinyTraining.Epoch(2, 0.5, 0.8), TinyTraining.Epoch(3, 0.3, 0.8) };
        schedule.Factor(At(9, done)).Should().Be(1, "the loss rose, but accuracy counts");
        schedule.Factor(At(13, done)).Should().Be(0.1, "as good is not better");
    }

    [Fact]
    public void An_epoch_s_rate_does_not_depend_on_the_epochs_after_it()
    {
        var schedule = new ReduceOnPlateau(0.1, 1);
        var done = Enumerable.Range(1, 5).Select(n => TinyTraining.Epoch(n)).ToArray();
        schedule.Factor(At(StepsPerEpoch, done)).Should().Be(1, "the logs of a run that goes on ask again for the rates of the epochs before");
    }

    [Fact]
    public void Adam_takes_steps_of_the_scheduled_size()
    {
        var recorder = new StepRecorder();
        var recipe = TinyTraining.Recipe with { Schedule = new CosineDecay(5, 0.05) };
        TinyTraining.Fit(recipe, recorder);

        var steps = TinyTraining.StepsPerEpoch * recipe.Epochs;
        double Rate(int done) => 0.01 * (done < 5 ? (done + 1) / 5.0 : 0.05 + (0.95 * (1 + Math.Cos(Math.PI * (done - 5) / (steps - 5))) / 2));
        recorder.Weights.Should().HaveCount(steps);
        for (var parameter = 0; parameter < recorder.First.Length; parameter++)
        {
            for (var place = 0; place < recorder.First[parameter].Length; place++)
            {
                // Kingma and Ba, "Adam", algorithm 1.
                var (weight, mean, square) = ((double)recorder.First[parameter][place], 0.0, 0.0);
                for (var done = 0; done < steps; done++)
                {
                    double gradient = recorder.Gradients[done][parameter][place];
                    mean = (0.9 * mean) + (0.1 * gradient);
                    square = (0.999 * square) + (0.001 * gradient * gradient);
                    weight -= Rate(done) * (mean / (1 - Math.Pow(0.9, done + 1))) / (Math.Sqrt(square / (1 - Math.Pow(0.999, done + 1))) + 1e-7);
                    ((double)recorder.Weights[done][parameter][place]).Should().BeApproximately(weight, 1e-5, "the optimizer has to take the schedule's rate in step {0}", done + 1);
                }
            }
        }
    }

    private static double[] Factors(LearningRateSchedule schedule, params double[] losses)
    {
        var done = losses.Select((loss, i) => TinyTraining.Epoch(i + 1, loss)).ToArray();
        return [.. Enumerable.Range(0, losses.Length + 1).Select(epoch => schedule.Factor(At((epoch * StepsPerEpoch) + 1, done)))];
    }

    private static TrainingPosition At(int step, params EpochFigures[] done) => new(step, StepsPerEpoch, Epochs, done);
}
