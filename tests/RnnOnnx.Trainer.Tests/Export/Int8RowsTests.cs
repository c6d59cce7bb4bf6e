using FluentAssertions;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>Rows of whole numbers of 8 bits: how near they come, and that nothing happens to them a second time.</summary>
public sealed class Int8RowsTests
{
    private const int Columns = 50;

    // Rows of very different sizes: waves times powers of ten, from 1e-12 to 1e12.
    private static readonly float[] Table = [.. Waves.Of(25 * Columns, 3).Select((wave, i) => wave * MathF.Pow(10, (i / Columns) - 12))];

    [Fact]
    public void Each_number_is_rounded_to_the_nearest_of_its_row()
    {
        var rows = Int8Rows.Round(Table, Columns);
        var rounded = rows.ToFloats();
        for (var i = 0; i < Table.Length; i++)
        {
            var row = Table.AsSpan(i / Columns * Columns, Columns).ToArray();
            var largest = row.Max(Math.Abs);
            Math.Abs(rounded[i] - Table[i]).Should().BeLessThanOrEqualTo(rows.Scales[i / Columns] * 0.501f, "row {0} loses no more than half a step", i / Columns);
            rows.Scales[i / Columns].Should().BeInRange(largest / 127, largest / 127 * 1.0001f, "a wider step than the largest number asks for would lose more");
        }
    }

    [Fact]
    public void The_product_of_number_and_scale_is_exact_and_rounding_it_again_changes_nothing()
    {
        var once = Int8Rows.Round(Table, Columns);
        var again = Int8Rows.TryOf(once.ToFloats(), Columns);

        again.Should().NotBeNull("a table that was rounded loses nothing by being stored");
        again!.Values.Should().Equal(once.Values);
        again.Scales.Should().Equal(once.Scales);
        once.ToFloats().Select((number, i) => (double)number == (double)once.Values[i] * once.Scales[i / Columns]).Should().OnlyContain(exact => exact, "any runtime must compute the same number, in whatever order it rounds");
    }

    [Fact]
    public void Rows_of_zeros_stay_zeros_and_a_table_that_was_not_rounded_is_refused()
    {
        Int8Rows.Round(new float[Columns * 2], Columns).ToFloats().Should().OnlyContain(number => number == 0, "padding and unknown words have such rows");
        Int8Rows.TryOf(Table, Columns).Should().BeNull("storing it would change it unseen");
    }
}
