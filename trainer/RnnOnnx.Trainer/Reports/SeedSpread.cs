using System.Globalization;

namespace RnnOnnx.Trainer.Reports;

/// <summary>The test accuracies of one model, corpus and recipe over the seeds of <c>results.csv</c>.</summary>
/// <param name="Seeds">How many there are.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest.</param>
public sealed record SeedSpread(int Seeds, double Mean, double Least, double Greatest)
{
    private static readonly string[] Columns = ["model", "corpus", "recipe", "test_accuracy"];

    /// <summary>Reads a table of results by its columns' names.</summary>
    /// <param name="path">The file; one that is not there holds no results.</param>
    /// <returns>The spread by model, corpus and recipe.</returns>
    /// <exception cref="RnnOnnxException">The file lacks a column, or a row a figure.</exception>
    public static IReadOnlyDictionary<(string Model, string Corpus, string Recipe), SeedSpread> Read(string path)
    {
        if (!File.Exists(path))
        {
            return new Dictionary<(string, string, string), SeedSpread>();
        }

        var lines = File.ReadAllLines(path).Where(line => line.Length > 0).ToArray();
        var header = lines.Length == 0 ? [] : lines[0].Split(',');
        var places = Columns.Select(column => Array.IndexOf(header, column)).ToArray();
        if (places.Contains(-1))
        {
            throw new RnnOnnxException($"{path} lacks one of the columns {string.Join(", ", Columns)}; restore the file, or move it away");
        }

        return lines.Skip(1).Select((line, row) =>
        {
            var cells = line.Split(',');
            return cells.Length == header.Length && double.TryParse(cells[places[3]], NumberStyles.Float, CultureInfo.InvariantCulture, out var accuracy)
                ? (Key: (cells[places[0]], cells[places[1]], cells[places[2]]), Accuracy: accuracy)
                : throw new RnnOnnxException($"{path}, line {row + 2} has no figure in the column {Columns[3]}; restore the file, or move it away");
        }).GroupBy(row => row.Key, row => row.Accuracy).ToDictionary(rows => rows.Key, rows => new SeedSpread(rows.Count(), rows.Average(), rows.Min(), rows.Max()));
    }
}
