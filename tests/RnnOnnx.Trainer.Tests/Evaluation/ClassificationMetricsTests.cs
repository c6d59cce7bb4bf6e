using FluentAssertions;
using RnnOnnx.Trainer.Evaluation;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Evaluation;

/// <summary>Figures worked out by hand.</summary>
public sealed class ClassificationMetricsTests
{
    private static readonly string[] Two = ["no", "yes"];
    private static readonly string[] Three = ["a", "b", "c"];

    [Fact]
    public void Two_labels()
    {
        var metrics = ClassificationMetrics.Of(Two, [Binary(0, 0.1f), Binary(1, 0.4f), Binary(0, 0.45f), Binary(1, 0.8f)]);

        (metrics.Count, metrics.Accuracy).Should().Be((4, 0.75));
        metrics.ConfusionMatrix.Should().BeEquivalentTo(new int[][] { [2, 0], [1, 1] }, o => o.WithStrictOrdering(), "rows are right labels, columns answers");
        metrics.Classes.Should().Equal(new ClassMetrics("no", 2, 3, 2, 0.75), new ClassMetrics("yes", 2, 1, 1, 0.75));
        Close(metrics.Classes[0].Precision, 2.0 / 3);
        Close(metrics.Classes[0].Recall, 1);
        Close(metrics.Classes[0].F1, 4.0 / 5);
        Close(metrics.Classes[1].Precision, 1);
        Close(metrics.Classes[1].Recall, 0.5);
        Close(metrics.Classes[1].F1, 2.0 / 3);
        Close(metrics.Macro.Precision, 5.0 / 6);
        Close(metrics.Macro.Recall, 0.75);
        Close(metrics.Macro.F1, (0.8 + (2.0 / 3)) / 2);
        metrics.Weighted.Should().Be(metrics.Macro, "both labels have as many texts");
        Close(metrics.Auc, 0.75);
        Close(metrics.LogLoss, -(Math.Log(0.9) + Math.Log(0.4) + Math.Log(0.55) + Math.Log(0.8)) / 4);
        Close(metrics.Brier, (0.01 + 0.36 + 0.2025 + 0.04) / 4);
        Close(metrics.CalibrationError, (0.1 + 0.6 + 0.45 + 0.2) / 4);
    }

    [Fact]
    public void Several_labels_of_which_one_is_missing()
    {
        ScoredLabel[] texts = [new(0, [0.5f, 0.25f, 0.25f]), new(0, [0.25f, 0.5f, 0.25f]), new(1, [0.125f, 0.75f, 0.125f]), new(1, [0.25f, 0.75f, 0])];
        var metrics = ClassificationMetrics.Of(Three, texts);

        Close(metrics.Accuracy, 0.75);
        (metrics.Classes[2].Precision, metrics.Classes[2].Recall, metrics.Classes[2].F1, metrics.Classes[2].Auc).Should().Be((null, null, null, null), "0/0 is no figure");
        Close(metrics.Macro.F1, ((2.0 / 3) + 0.8) / 2);
        Close(metrics.Classes[0].Auc, 3.5 / 4);
        Close(metrics.Auc, (3.5 / 4 + 1) / 2);
        Close(metrics.Brier, (0.375 + 0.875 + 0.09375 + 0.125) / 4);
        metrics.TopConfusions(5).Should().Equal(new Confusion("a", "b", 1, 0.5));
        metrics.TopConfusions(0).Should().BeEmpty();
    }

    [Fact]
    public void A_label_that_is_never_predicted_counts_as_zero_in_the_mean()
    {
        var metrics = ClassificationMetrics.Of(Three, [new(0, [0.6f, 0.2f, 0.2f]), new(2, [0.6f, 0.2f, 0.2f]), new(0, [0.6f, 0.2f, 0.2f])]);

        metrics.Classes[2].Precision.Should().BeNull();
        Close(metrics.Macro.Precision, (2.0 / 3) / 2);
        Close(metrics.Weighted.Precision, 2.0 / 3 * 2 / 3);
        Close(metrics.Weighted.Recall, 2.0 / 3);
    }

    [Fact]
    public void Ties_count_half_and_without_two_sides_there_is_no_curve()
    {
        Close(ClassificationMetrics.Of(Two, [Binary(1, 0.5f), Binary(1, 0.7f), Binary(0, 0.5f), Binary(0, 0.3f)]).Auc, 3.5 / 4);
        Close(ClassificationMetrics.Of(Two, [Binary(1, 0.3f), Binary(0, 0.3f), Binary(0, 0.3f)]).Auc, 0.5);
        ClassificationMetrics.Of(Two, [Binary(1, 0.5f), Binary(1, 0.7f)]).Auc.Should().BeNull();
    }

    [Fact]
    public void Answers_follow_the_runtime_s_rule()
    {
        Binary(1, 0.5f).Predicted.Should().Be(1, "of two labels the second from one half on");
        new ScoredLabel(0, [0.2f, 0.4f, 0.4f]).Predicted.Should().Be(1, "of more the first of the likeliest");
        new ScoredLabel(2, [0.2f, 0.4f, 0.4f]).IsRight.Should().BeFalse();
    }

    [Fact]
    public void A_sure_mistake_is_dear_and_not_infinitely_so() =>
        Close(ClassificationMetrics.Of(Two, [Binary(1, 0), Binary(0, 0)]).LogLoss, -Math.Log(1e-7) / 2);

    [Fact]
    public void Bins_hold_every_answer()
    {
        var metrics = ClassificationMetrics.Of(Two, [Binary(1, 1), Binary(0, 1), Binary(0, 0), Binary(1, 0.52f)]);

        metrics.Calibration.Should().HaveCount(ClassificationMetrics.Bins);
        metrics.Calibration.Sum(bin => bin.Count).Should().Be(4);
        metrics.Calibration[^1].Should().Be(new CalibrationBin(0.95, 1, 3, 1, 2.0 / 3), "a confidence of 1 belongs to the last bin");
        metrics.Calibration[10].Count.Should().Be(1);
        Close(metrics.CalibrationError, (3 * (1.0 / 3) + 0.48) / 4);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1.5f)]
    [InlineData(-2f)]
    public void What_is_no_probability_is_refused(float score) =>
        FluentActions.Invoking(() => ClassificationMetrics.Of(Two, [Binary(0, 0.5f), new ScoredLabel(1, [0.5f, score])]))
            .Should().Throw<RnnOnnxException>("an average would hide it").WithMessage("text 2: the model gives * which is no probability*");

    [Fact]
    public void No_texts_and_labels_that_do_not_fit_are_refused()
    {
        FluentActions.Invoking(() => ClassificationMetrics.Of(Two, [])).Should().Throw<RnnOnnxException>().WithMessage("there is no text to evaluate*");
        FluentActions.Invoking(() => ClassificationMetrics.Of(Two, [Binary(2, 0.5f)])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ClassificationMetrics.Of(Three, [Binary(0, 0.5f)])).Should().Throw<ArgumentException>();
    }

    private static ScoredLabel Binary(int label, float score) => new(label, [1 - score, score]);

    private static void Close(double? value, double expected) => value.Should().NotBeNull().And.BeApproximately(expected, 1e-6);
}
