using FluentAssertions;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Gradients against the slopes of a formula in double precision.</summary>
internal static class FiniteDifferences
{
    // A power of two; the slope is taken over the distance that is left of it after rounding to float32.
    private const float Reach = 1f / 16384;

    /// <summary>Moves every value a little up and down and compares.</summary>
    /// <param name="loss">The formula; it reads <paramref name="values"/>.</param>
    /// <param name="values">What the gradient is with respect to; unchanged afterwards.</param>
    /// <param name="gradient">What torch says.</param>
    /// <param name="what">Its name.</param>
    public static void Check(Func<double> loss, float[] values, float[] gradient, string what)
    {
        gradient.Should().HaveSameCount(values);
        for (var i = 0; i < values.Length; i++)
        {
            var (value, up, down) = (values[i], values[i] + Reach, values[i] - Reach);
            values[i] = up;
            var high = loss();
            values[i] = down;
            var low = loss();
            values[i] = value;
            ((double)gradient[i]).Should().BeApproximately((high - low) / ((double)up - down), 3e-5, "training follows a wrong gradient astray: {0}, place {1}", what, i);
        }
    }
}
