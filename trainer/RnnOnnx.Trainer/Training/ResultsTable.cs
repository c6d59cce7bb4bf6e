using System.Globalization;
using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Training;

/// <summary><c>results.csv</c>: one row per model, corpus, word vectors, recipe and seed, the document's figure beside ours.</summary>
public static class ResultsTable
{
    /// <summary>The table's file name in the zoo's folder.</summary>
    public const string FileName = "results.csv";

    private const string Header =
        "model,corpus,vectors,recipe,seed,epochs,best_epoch,validation_accuracy,test_accuracy,document_accuracy,difference,test_accuracy_document_protocol,train_seconds,parameters,processor,torch,onnx_runtime";

    // What versions before wrote: without vectors, parameters and processor, and with the time of an epoch.
    private const string PreviousHeader =
        "model,corpus,recipe,seed,epochs,best_epoch,validation_accuracy,test_accuracy,document_accuracy,difference,test_accuracy_document_protocol,seconds_per_epoch,sequences_per_second,torch,onnx_runtime";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Adds a model's row, in the place of an older one of the same key. Other processes that train into this folder wait their turn.</summary>
    /// <param name="models">The zoo's folder.</param>
    /// <param name="architecture">The network, which knows the document's figures.</param>
    /// <param name="model">What was trained.</param>
    /// <param name="patience">How long to wait for another process that writes there; null for ten minutes.</param>
    /// <exception cref="RnnOnnxException">The file that is there has other columns or a row that makes no sense, or another process still writes.</exception>
    public static void Record(string models, Architecture architecture, TrainedModel model, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(model);
        using var zoo = ZooFolder.Open(models, patience ?? Patience);
        var path = Path.Combine(models, FileName);
        var row = Row(architecture, model);
        var lines = Read(path).Where(other => other.Key != row.Key).Append(row).Select(Line).Order(StringComparer.Ordinal);
        DurableFile.Replace(path, Encoding.UTF8.GetBytes(string.Concat(lines.Prepend(Header).Select(line => line + "\n"))));
    }

    /// <summary>Reads a table, of this version's columns or of the one's before.</summary>
    /// <param name="path">The file; one that is not there holds no rows.</param>
    /// <exception cref="RnnOnnxException">The file has other columns, or a row that makes no sense.</exception>
    public static IReadOnlyList<ResultRow> Read(string path)
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (lines.Length == 0)
        {
            return [];
        }

        if (lines[0] is not (Header or PreviousHeader))
        {
            throw new RnnOnnxException($"{path} starts with the columns '{lines[0]}', this version writes '{Header}'; move the file away");
        }

        Func<ResultLine, ResultRow> row = lines[0] == Header ? CurrentRow : PreviousRow;
        return [.. ResultLine.Read(lines, path).Select(row)];
    }

    /// <summary>The document's test figure; null where it prints none, or where the corpus is not its own.</summary>
    public static double? DocumentAccuracy(Architecture architecture, TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(model);
        return model.Manifest.Training.SampleCorpus ? null : architecture.Marks.FirstOrDefault(m => m.Metric == "test_accuracy")?.Value;
    }

    /// <summary>The name of a model's word vectors, as the table has it; empty for none. Packages of versions before do not say it: theirs are the network's, or own ones of a sample.</summary>
    public static string VectorsOf(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Training.Settings.TryGetValue(NetworkTrainer.VectorsSetting, out var name) ? name
            : manifest.Training.Vectors is null ? ""
            : Vectors(manifest.Architecture, manifest.Training.SampleCorpus);
    }

    private static string Vectors(string architecture, bool onSample) =>
        ArchitectureRegistry.All.FirstOrDefault(a => a.Id == architecture)?.Vectors is { } vectors ? onSample ? VectorsSource.OwnLike(vectors) : vectors : "";

    private static ResultRow Row(Architecture architecture, TrainedModel model)
    {
        var (manifest, fit) = (model.Manifest, model.Fit);
        var metrics = manifest.Training.Metrics;
        return new ResultRow
        {
            Model = manifest.Id,
            Corpus = manifest.Training.Corpus,
            Vectors = VectorsOf(manifest),
            Recipe = manifest.Training.Recipe,
            Seed = manifest.Training.Seed,
            Epochs = manifest.Training.Epochs,
            BestEpoch = manifest.Training.BestEpoch,
            ValidationAccuracy = metrics["validation_accuracy"],
            TestAccuracy = metrics["test_accuracy"],
            DocumentAccuracy = DocumentAccuracy(architecture, model),
            DocumentProtocol = metrics.TryGetValue("test_accuracy_document_protocol", out var byTest) ? byTest : null,
            TrainSeconds = fit.Epochs.Count == 0 ? null : fit.Epochs.Sum(e => e.Seconds),
            Parameters = manifest.Parameters,
            Processor = Machine.Processor,
            Torch = manifest.Engines["torch"],
            OnnxRuntime = manifest.Engines["onnxruntime"],
        };
    }

    private static ResultRow CurrentRow(ResultLine line) => CommonRow(line) with
    {
        Vectors = line.Text("vectors"),
        TrainSeconds = line.Number("train_seconds"),
        Parameters = (long?)line.Number("parameters"),
        Processor = line.Text("processor"),
    };

    private static ResultRow PreviousRow(ResultLine line)
    {
        var row = CommonRow(line);
        return row with
        {
            Vectors = Vectors(row.Model, row.IsSample),
            TrainSeconds = line.Number("seconds_per_epoch") * row.Epochs,
            Parameters = ArchitectureRegistry.All.FirstOrDefault(a => a.Id == row.Model)?.Parameters,
        };
    }

    private static ResultRow CommonRow(ResultLine line) => new()
    {
        Model = line.Text("model"),
        Corpus = line.Text("corpus"),
        Recipe = line.Text("recipe"),
        Seed = (long)line.Demand("seed"),
        Epochs = (int)line.Demand("epochs"),
        BestEpoch = (int)line.Demand("best_epoch"),
        ValidationAccuracy = line.Number("validation_accuracy"),
        TestAccuracy = line.Demand("test_accuracy"),
        DocumentAccuracy = line.Number("document_accuracy"),
        DocumentProtocol = line.Number("test_accuracy_document_protocol"),
        Torch = line.Text("torch"),
        OnnxRuntime = line.Text("onnx_runtime"),
    };

    private static string Line(ResultRow row) => string.Join(
        ',',
        row.Model,
        row.Corpus,
        row.Vectors,
        row.Recipe,
        row.Seed,
        row.Epochs,
        row.BestEpoch,
        Share(row.ValidationAccuracy),
        Share(row.TestAccuracy),
        Share(row.DocumentAccuracy),
        Share(row.TestAccuracy - row.DocumentAccuracy),
        Share(row.DocumentProtocol),
        row.TrainSeconds?.ToString("F1", CultureInfo.InvariantCulture),
        row.Parameters,
        row.Processor,
        row.Torch,
        row.OnnxRuntime);

    private static string Share(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "";
}
