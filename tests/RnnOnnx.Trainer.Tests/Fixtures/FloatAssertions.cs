using FluentAssertions;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Comparisons of many numbers at once.</summary>
internal static class FloatAssertions
{
    /// <summary>Compares place by place and names the worst one.</summary>
    public static void ShouldBeClose(this IReadOnlyList<float> actual, IReadOnlyList<double> expected, double tolerance, string because, params object[] becauseArgs)
    {
        actual.Should().HaveCount(expected.Count, because, becauseArgs);
        actual.Should().NotBeEmpty("an empty comparison proves nothing");
        // A NaN counts as infinitely far.
        double Distance(int i) => double.IsNaN(actual[i] - expected[i]) ? double.PositiveInfinity : Math.Abs(actual[i] - expected[i]);
        var worst = Enumerable.Range(0, actual.Count).MaxBy(Distance);
        Distance(worst).Should().BeLessThanOrEqualTo(tolerance, $"{because} (place {{{becauseArgs.Length}}}: {{{becauseArgs.Length + 1}}} instead of {{{becauseArgs.Length + 2}}})", [.. becauseArgs, worst, actual[worst], expected[worst]]);
    }

    /// <inheritdoc cref="ShouldBeClose(IReadOnlyList{float}, IReadOnlyList{double}, double, string, object[])"/>
    public static void ShouldBeClose(this IReadOnlyList<float> actual, IReadOnlyList<float> expected, double tolerance, string because, params object[] becauseArgs) =>
        actual.ShouldBeClose([.. expected.Select(v => (double)v)], tolerance, because, becauseArgs);
}
