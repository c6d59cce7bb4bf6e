using System.Globalization;

namespace RnnOnnx.Trainer.Training;

/// <summary>A line of a table of figures, whose cells are found by the names of their columns.</summary>
internal sealed class ResultLine
{
    private readonly string _place;
    private readonly string[] _columns;
    private readonly string[] _cells;

    private ResultLine(string place, string[] columns, string[] cells)
    {
        (_place, _columns, _cells) = (place, columns, cells);
    }

    /// <summary>Reads a file's lines after the first, which names the columns; empty ones are left out.</summary>
    /// <param name="lines">All lines.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="RnnOnnxException">A line has more or fewer cells than the first.</exception>
    public static IEnumerable<ResultLine> Read(IReadOnlyList<string> lines, string path)
    {
        var columns = lines[0].Split(',');
        foreach (var (index, line) in lines.Index().Skip(1).Where(line => line.Item.Length > 0))
        {
            var (place, cells) = ($"{path}, line {index + 1}", line.Split(','));
            yield return cells.Length == columns.Length
                ? new ResultLine(place, columns, cells)
                : throw new RnnOnnxException($"{place} has {cells.Length} cells and the first line {columns.Length}; correct it, or move the file away");
        }
    }

    /// <summary>A cell as it is.</summary>
    /// <exception cref="RnnOnnxException">There is no such column.</exception>
    public string Text(string column) => Array.IndexOf(_columns, column) is >= 0 and var index
        ? _cells[index]
        : throw new RnnOnnxException($"{_place}: there is no column {column} but {string.Join(", ", _columns)}; restore the file, or move it away");

    /// <summary>A cell's number; null for an empty one.</summary>
    /// <exception cref="RnnOnnxException">There is no such column, or something else stands there.</exception>
    public double? Number(string column) => Text(column) is { Length: > 0 } cell
        ? double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new RnnOnnxException($"{_place}: {column} is '{cell}' and no number; correct it, or move the file away")
        : null;

    /// <summary>A cell's number, which has to be there.</summary>
    /// <exception cref="RnnOnnxException">There is no such column, or no number in it.</exception>
    public double Demand(string column) => Number(column) ?? throw new RnnOnnxException($"{_place} has no figure in the column {column}; correct it, or move the file away");
}
