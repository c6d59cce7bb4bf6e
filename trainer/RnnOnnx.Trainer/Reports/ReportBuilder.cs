using System.Text;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Reports;

/// <summary>Gathers a report: opens and evaluates every package of a zoo, and times it.</summary>
/// <param name="corpora">Where corpora come from.</param>
/// <param name="time">Says when the report was made.</param>
/// <param name="output">Receives a line per model.</param>
public sealed class ReportBuilder(CorpusCatalog corpora, TimeProvider time, TextWriter output)
{
    private const int ShownMistakes = 8;
    private readonly EvaluationCorpora _texts = new(corpora);

    /// <summary>Gathers the report of a zoo. A damaged package, and one whose corpus is missing, stops none of the others.</summary>
    /// <param name="models">The zoo's folder.</param>
    /// <param name="calls">Calls to time per model, at least 1.</param>
    /// <param name="cancellation">Stops between some thousands of texts.</param>
    /// <exception cref="RnnOnnxException">The folder is missing or has no package.</exception>
    public ZooReport Build(string models, int calls, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1);
        using var zoo = ModelZoo.Open(models);
        if (zoo.Models.Count == 0)
        {
            throw new RnnOnnxException($"{zoo.Folder} has no package to report on; run 'make train-all', or name another zoo with --models");
        }

        var (seeds, remark) = Seeds(Path.Combine(zoo.Folder, ResultsTable.FileName));
        var reported = new List<ReportedModel>();
        foreach (var model in zoo.Models)
        {
            cancellation.ThrowIfCancellationRequested();
            var one = Of(zoo, model, seeds, calls, cancellation);
            reported.Add(one);
            output.WriteLine(one.Damage ?? $"{one.Id}: {one.NotEvaluated ?? $"accuracy {one.Metrics!.Accuracy:F4} on {one.Metrics.Count:N0} texts, {one.Microseconds:N0} µs for a text"}");
        }

        return new ZooReport(reported, remark, calls, $"{Machine.Processor}, {Environment.ProcessorCount} cores, ONNX Runtime {EngineVersions.OnnxRuntime}", time.GetUtcNow());
    }

    private static (IReadOnlyDictionary<(string Model, string Corpus, string Vectors, string Recipe), SeedSpread> Seeds, string? Remark) Seeds(string path)
    {
        try
        {
            return (SeedSpread.Read(path), null);
        }
        catch (RnnOnnxException e)
        {
            return (new Dictionary<(string, string, string, string), SeedSpread>(), e.Message);
        }
    }

    private ReportedModel Of(ModelZoo zoo, ModelSummary summary, IReadOnlyDictionary<(string Model, string Corpus, string Vectors, string Recipe), SeedSpread> seeds, int calls, CancellationToken cancellation)
    {
        try
        {
            var package = zoo.OpenPackage(summary.Id);
            var manifest = package.Manifest;
            var model = new ReportedModel
            {
                Id = summary.Id,
                Manifest = manifest,
                DocumentAccuracy = manifest.Training.SampleCorpus ? null : DocumentAccuracy(manifest),
                Seeds = seeds.GetValueOrDefault((manifest.Id, manifest.Training.Corpus, ResultsTable.VectorsOf(manifest), manifest.Training.Recipe)),
                Bytes = manifest.Files.Sum(file => file.Bytes),
                History = History(package),
            };
            if (manifest.Task == ModelTask.Generation)
            {
                return model with { NotEvaluated = "writes text and classifies none" };
            }

            using var classifier = Evaluator.Load(package);
            return Time(Evaluate(model, package, classifier, cancellation), classifier, package, calls);
        }
        catch (RnnOnnxException e)
        {
            return new ReportedModel { Id = summary.Id, Damage = e.Message };
        }
    }

    // An own package of the same id as its architecture is still not the zoo's.
    private static double? DocumentAccuracy(ModelManifest manifest) =>
        ArchitectureRegistry.OfZoo(manifest) is { } architecture && architecture.Id == manifest.Id ? architecture.Marks.FirstOrDefault(mark => mark.Metric == "test_accuracy")?.Value : null;

    private static TrainingHistory? History(ModelPackage package)
    {
        try
        {
            return package.ReadFile(TrainingHistory.FileName) is { } file ? TrainingHistory.Parse(Encoding.UTF8.GetString(file)) : null;
        }
        catch (FormatException e)
        {
            throw new PackageException($"{package.Manifest.Id}: {TrainingHistory.FileName}: {e.Message}; run 'make train-all' or restore the file", e);
        }
    }

    private ReportedModel Evaluate(ReportedModel model, ModelPackage package, TextClassifier classifier, CancellationToken cancellation)
    {
        EvaluationTexts texts;
        try
        {
            texts = _texts.Find(package, new EvaluationRequest());
        }
        catch (RnnOnnxException e)
        {
            return model with { NotEvaluated = e.Message };
        }

        var evaluation = Evaluator.Evaluate(package, classifier, texts, cancellation);
        return model with
        {
            Texts = texts,
            Metrics = evaluation.Metrics,
            Worst =
            [
                .. evaluation.WorstMistakes(ShownMistakes).Select(row => (Row: row, Answer: evaluation.Answers[row]))
                    .Select(mistake => new WrongText(texts.Text(mistake.Row), evaluation.Labels[mistake.Answer.Label], evaluation.Labels[mistake.Answer.Predicted], mistake.Answer.Confidence)),
            ],
        };
    }

    // A text of the middle length of those that were evaluated: the padding skip makes short ones cheap.
    private static ReportedModel Time(ReportedModel model, TextClassifier classifier, ModelPackage package, int calls)
    {
        var text = model.Texts is { } texts
            ? texts.Text(Enumerable.Range(0, texts.Labels.Count).OrderBy(row => texts.Texts?[row].Length ?? texts.Words![row].Length).ElementAt(texts.Labels.Count / 2))
            : package.ReadGoldens()[0].Text;
        var latency = Latencies.Measure(calls, _ => classifier.Predict(text))[0];
        return model with { Microseconds = latency.Median, TimedTokens = classifier.Predict(text).Tokens };
    }
}
