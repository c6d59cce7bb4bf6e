namespace RnnOnnx.Trainer.Training.Teaching;

/// <summary>Rows of a matrix of zeros and ones: the numbers of the columns that are one.</summary>
/// <param name="Columns">Row after row.</param>
/// <param name="Ends">Where each row ends in <paramref name="Columns"/>.</param>
/// <param name="ColumnCount">Number of columns.</param>
internal sealed record SparseRows(int[] Columns, int[] Ends, int ColumnCount)
{
    /// <summary>Number of rows.</summary>
    public int Count => Ends.Length;

    /// <summary>The columns of a row.</summary>
    public ReadOnlySpan<int> this[int row] => Columns.AsSpan((row == 0 ? 0 : Ends[row - 1])..Ends[row]);
}
