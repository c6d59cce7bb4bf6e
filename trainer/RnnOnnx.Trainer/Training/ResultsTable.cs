using System.Globalization;
using System.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Training;

/// <summary><c>results.csv</c>: one row per model, corpus, recipe and seed, the document's figure beside ours.</summary>
public static class ResultsTable
{
    /// <summary>The table's file name in the zoo's folder.</summary>
    public const string FileName = "results.csv";

    private const string Header =
        "model,corpus,recipe,seed,epochs,best_epoch,validation_accuracy,test_accuracy,document_accuracy,difference,test_accuracy_document_protocol,seconds_per_epoch,sequences_per_second,torch,onnx_runtime";

    private const int KeyColumns = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Adds a model's row, in the place of an older one of the same key. Other processes that train into this folder wait their turn.</summary>
    /// <param name="models">The zoo's folder.</param>
    /// <param name="architecture">The network, which knows the document's figures.</param>
    /// <param name="model">What was trained.</param>
    /// <param name="patience">How long to wait for another process that writes there; null for ten minutes.</param>
    /// <exception cref="RnnOnnxException">The file that is there has other columns, or another process still writes.</exception>
    public static void Record(string models, Architecture architecture, TrainedModel model, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(model);
        using var zoo = ZooFolder.Open(models, patience ?? Patience);
        var path = Path.Combine(models, FileName);
        var rows = File.Exists(path) ? File.ReadAllLines(path).Where(line => line.Length > 0).ToList() : [Header];
        if (rows[0] != Header)
        {
            throw new RnnOnnxException($"{path} starts with the columns '{rows[0]}', this version writes '{Header}'; move the file away");
        }

        var row = Row(architecture, model);
        rows.RemoveAll(line => Key(line) == Key(row));
        rows.Add(row);
        DurableFile.Replace(path, Encoding.UTF8.GetBytes(string.Concat(rows.Skip(1).Order(StringComparer.Ordinal).Prepend(Header).Select(line => line + "\n"))));
    }

    /// <summary>The document's test figure; null where it prints none, or where the corpus is not its own.</summary>
    public static double? DocumentAccuracy(Architecture architecture, TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(model);
        return model.Manifest.Training.SampleCorpus ? null : architecture.Marks.FirstOrDefault(m => m.Metric == "test_accuracy")?.Value;
    }

    private static string Row(Architecture architecture, TrainedModel model)
    {
        var (manifest, fit) = (model.Manifest, model.Fit);
        var metrics = manifest.Training.Metrics;
        var mark = DocumentAccuracy(architecture, model);
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
            Share(mark),
            Share(test - mark),
            Share(metrics.TryGetValue("test_accuracy_document_protocol", out var byTest) ? byTest : null),
            fit.Epochs.Count == 0 ? "" : fit.Epochs.Average(e => e.Seconds).ToString("F1", CultureInfo.InvariantCulture),
            fit.Epochs.Count == 0 ? "" : fit.Epochs.Average(e => e.TextsPerSecond).ToString("F0", CultureInfo.InvariantCulture),
            manifest.Engines["torch"],
            manifest.Engines["onnxruntime"]);
    }

    private static string Key(string row) => string.Join(',', row.Split(',').Take(KeyColumns));

    private static string Share(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "";
}
