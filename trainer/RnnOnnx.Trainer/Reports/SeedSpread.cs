using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Reports;

/// <summary>The test accuracies of one model, corpus, word vectors and recipe over the seeds of <c>results.csv</c>.</summary>
/// <param name="Seeds">How many there are.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest.</param>
public sealed record SeedSpread(int Seeds, double Mean, double Least, double Greatest)
{
    /// <summary>The spread of some accuracies.</summary>
    /// <param name="accuracies">One of each seed; at least one.</param>
    public static SeedSpread Of(IReadOnlyCollection<double> accuracies) => new(accuracies.Count, accuracies.Average(), accuracies.Min(), accuracies.Max());

    /// <summary>Reads a table of results.</summary>
    /// <param name="path">The file; one that is not there holds no results.</param>
    /// <returns>The spread by model, corpus, word vectors and recipe.</returns>
    /// <exception cref="RnnOnnxException">The file has other columns, or a row that makes no sense.</exception>
    public static IReadOnlyDictionary<(string Model, string Corpus, string Vectors, string Recipe), SeedSpread> Read(string path) =>
        ResultsTable.Read(path).GroupBy(row => (row.Model, row.Corpus, row.Vectors, row.Recipe)).ToDictionary(rows => rows.Key, rows => Of([.. rows.Select(row => row.TestAccuracy)]));
}
