namespace RnnOnnx.Trainer.Export;

/// <summary>A table whose numbers are whole ones of 8 bits, -127 to 127, times the scale of their row.</summary>
/// <remarks>
/// A scale has 16 significant bits and a whole number 7, so their product is exact in single precision: every runtime gives the same number. The largest number of a row is 127 times its scale,
/// so that a table that was rounded once has the same scales again.
/// </remarks>
/// <param name="Values">The whole numbers, row by row.</param>
/// <param name="Scales">One scale for each row.</param>
public sealed record Int8Rows(sbyte[] Values, float[] Scales)
{
    private const int Most = 127;
    private const int BitsBeyondScale = 0xFF;

    /// <summary>Rounds a table to the nearest numbers that this form holds.</summary>
    /// <param name="table">The numbers, row by row.</param>
    /// <param name="columns">Length of a row.</param>
    public static Int8Rows Round(float[] table, int columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var (values, scales) = (new sbyte[table.Length], new float[table.Length / columns]);
        for (var row = 0; row < scales.Length; row++)
        {
            var numbers = table.AsSpan(row * columns, columns);
            var scale = scales[row] = Scale(numbers);
            for (var column = 0; column < columns && scale > 0; column++)
            {
                values[(row * columns) + column] = (sbyte)Math.Clamp(MathF.Round(numbers[column] / scale), -Most, Most);
            }
        }

        return new(values, scales);
    }

    /// <summary>The table in this form, if it loses nothing by it; null otherwise.</summary>
    /// <param name="table">The numbers, row by row.</param>
    /// <param name="columns">Length of a row.</param>
    public static Int8Rows? TryOf(float[] table, int columns)
    {
        var rows = Round(table, columns);
        return rows.ToFloats().AsSpan().SequenceEqual(table) ? rows : null;
    }

    /// <summary>The numbers, row by row.</summary>
    public float[] ToFloats()
    {
        var columns = Values.Length / Scales.Length;
        var table = new float[Values.Length];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = Values[i] * Scales[i / columns];
        }

        return table;
    }

    // The least number of 16 significant bits that is not below a 127th of the row's largest.
    private static float Scale(ReadOnlySpan<float> numbers)
    {
        var largest = 0f;
        foreach (var number in numbers)
        {
            largest = Math.Max(largest, Math.Abs(number));
        }

        var bits = BitConverter.SingleToInt32Bits(largest / Most);
        return BitConverter.Int32BitsToSingle((bits + BitsBeyondScale) & ~BitsBeyondScale);
    }
}
