using System.Globalization;
using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Training;

/// <summary><c>results.csv</c>: one row per model, corpus, recipe and seed, the document's figure beside ours.</summary>
public static class ResultsTable
{
    /// <summary>The table's file name in the zoo's folder.</summary>
    public const string FileName = "results.csv";

    private const string Header =
        "model,corpus,recipe,seed,epochs,best_epoch,validation_accuracy,test_accuracy,document_accuracy,difference,test_accuracy_document_protocol,seconds_per_epoch,sequences_per_second,torch,onnx_runtime";

    private const int KeyColumns = 4;

    /// <summary>Adds a model's row, in the place of an older one of the same key.</summary>
    /// <exception cref="RnnOnnxException">The file that is there has other columns.</exception>
    public static void Record(string models, Architecture architecture, TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(model);
        var path = Path.Combine(models, FileName);
        var rows = File.Exists(path) ? File.ReadAllLines(path).Where(line => line.Length > 0).ToList() : [Header];
        if (rows[0] != Header)
        {
            throw new RnnOnnxException($"{path} starts with the columns '{rows[0]}', this version writes '{Header}'; move the file away");
        }

        var row = Row(architecture, model);
        rows.RemoveAll(line => Key(line) == Key(row));
        rows.Add(row);
        var temporary = path + ".tmp";
        File.WriteAllLines(temporary, [Header, .. rows.Skip(1).Order(StringComparer.Ordinal)]);
        File.Move(temporary, path, overwrite: true);
    }

    private static string Row(Architecture architecture, TrainedModel model)
    {
        var (manifest, fit) = (model.Manifest, model.Fit);
        var metrics = manifest.Training.Metrics;
        var mark = manifest.Training.SampleCorpus ? null : architecture.Marks.FirstOrDefault(m => m.Metric == "test_accuracy");
        var test = metrics["test_accuracy"];
        return string.Join(
            ',',
            manifest.Id,
            manifest.Training.Corpus,
            manifest.Training.Recipe,
            manifest.Training.Seed,
            manifest.Training.Epochs,
            manifest.Training.BestEpoch,
            Share(metrics["validation_accuracy"]),
            Share(test),
            Share(mark?.Value),
            Share(test - mark?.Value),
            Share(metrics.TryGetValue("test_accuracy_document_protocol", out var byTest) ? byTest : null),
            fit.Epochs.Count == 0 ? "" : fit.Epochs.Average(e => e.Seconds).ToString("F1", CultureInfo.InvariantCulture),
            fit.Epochs.Count == 0 ? "" : fit.Epochs.Average(e => e.TextsPerSecond).ToString("F0", CultureInfo.InvariantCulture),
            manifest.Engines["torch"],
            manifest.Engines["onnxruntime"]);
    }

    private static string Key(string row) => string.Join(',', row.Split(',').Take(KeyColumns));

    private static string Share(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "";
}
