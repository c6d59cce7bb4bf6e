using System.ComponentModel;
using FluentAssertions;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Schedules;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training.Schedules;

public sealed class KindTextTests
{
    public static TheoryData<string, object> Lines => new()
    {
        { "ConstantRate", new ConstantRate() },
        { "StepDecay EveryEpochs=2 Ratio=0.5", new StepDecay(2, 0.5) },
        { "ExponentialDecay RatioPerEpoch=0.95", new ExponentialDecay(0.95) },
        { "CosineDecay WarmUpSteps=200 LowestRatio=1E-07", new CosineDecay(200, 1e-7) },
        { "ReduceOnPlateau Ratio=0.1 Patience=3 Monitor=Accuracy MinimumDelta=0 LowestRatio=0.01", new ReduceOnPlateau(0.1, 3, MonitoredFigure.Accuracy, 0, 0.01) },
        { "ExponentialAverage Decay=0.999", new ExponentialAverage(0.999) },
        { "LastEpochsAverage Epochs=5", new LastEpochsAverage(5) },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_of_a_manifest_is_a_setting(string line, object expected)
    {
        expected.ToString().Should().Be(line, "the manifest tells every value");
        TypeDescriptor.GetConverter(expected.GetType().BaseType!).ConvertFromInvariantString(line).Should().Be(expected, "a user copies it into a recipe");
    }

    [Fact]
    public void What_has_a_default_may_be_left_out_and_case_does_not_count()
    {
        KindText.Parse<LearningRateSchedule>("  cosinedecay  warmupsteps=7 ").Should().Be(new CosineDecay(7));
        KindText.Parse<LearningRateSchedule>("reduceonplateau patience=2 monitor=accuracy ratio=.5").Should().Be(new ReduceOnPlateau(0.5, 2, MonitoredFigure.Accuracy));
    }

    [Theory]
    [InlineData("", "ConstantRate, CosineDecay, ExponentialDecay, ReduceOnPlateau, StepDecay")]
    [InlineData("Linear", "'Linear' begins with none of ConstantRate, CosineDecay")]
    [InlineData("StepDecay Ratio=0.5", "lacks EveryEpochs; StepDecay takes EveryEpochs=a whole number, Ratio=a number")]
    [InlineData("CosineDecay Warmth=1", "'Warmth=1' cannot stand in 'CosineDecay Warmth=1'; CosineDecay takes WarmUpSteps=a whole number")]
    [InlineData("CosineDecay WarmUpSteps=1 WarmUpSteps=2", "'WarmUpSteps=2' cannot stand")]
    [InlineData("CosineDecay WarmUpSteps", "'WarmUpSteps' cannot stand")]
    [InlineData("ConstantRate x=1", "ConstantRate takes nothing")]
    [InlineData("CosineDecay WarmUpSteps=1.5", "WarmUpSteps is '1.5' and must be a whole number")]
    [InlineData("ExponentialDecay RatioPerEpoch=half", "RatioPerEpoch is 'half' and must be a number")]
    [InlineData("ReduceOnPlateau Ratio=0.1 Patience=3 Monitor=7", "Monitor is '7' and must be Accuracy|Loss")]
    public void A_line_that_cannot_be_read_is_told_what_could_stand_there(string line, string message) =>
        line.Invoking(KindText.Parse<LearningRateSchedule>).Should().Throw<FormatException>().WithMessage($"*{message}*", "a mistyped setting must not train for hours with another one");
}
