namespace RnnOnnx.Packages;

/// <summary>Writes rows of cells under headings, in columns two blanks apart.</summary>
public static class TextTable
{
    /// <summary>Writes a table.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="headings">One per column.</param>
    /// <param name="rows">Rows of as many cells.</param>
    /// <param name="rightAligned">Numbers, from 0, of the columns of numbers.</param>
    public static void Write(TextWriter output, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, params IReadOnlyList<int> rightAligned)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(headings);
        IReadOnlyList<string>[] all = [headings, .. rows];
        var widths = Enumerable.Range(0, headings.Count).Select(column => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            var cells = row.Select((cell, column) => rightAligned.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
