using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Reports;

/// <summary>The figures of <c>tools/reference/train.py</c>, which trains the networks in plain PyTorch with the documents' recipes.</summary>
internal static class ReferenceTable
{
    /// <summary>Reads them.</summary>
    /// <param name="path">The file; one that is not there holds no figures.</param>
    /// <returns>The test accuracies over seeds by model and corpus.</returns>
    /// <exception cref="RnnOnnxException">A column is missing, or a row makes no sense.</exception>
    public static IReadOnlyDictionary<(string Model, string Corpus), SeedSpread> Read(string path)
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        return lines.Length == 0
            ? new Dictionary<(string, string), SeedSpread>()
            : ResultLine.Read(lines, path).GroupBy(line => (line.Text("model"), line.Text("corpus")), line => line.Demand("test_accuracy")).ToDictionary(rows => rows.Key, rows => SeedSpread.Of([.. rows]));
    }
}
