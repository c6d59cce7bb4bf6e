using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Training;

/// <summary>The whole road of a model that tells labels apart.</summary>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="progress">Told of batches and epochs.</param>
/// <param name="output">Receives a few lines about each step.</param>
public sealed class ModelTrainer(DataPreparation preparation, ITrainingProgress progress, TextWriter output) : NetworkTrainer(preparation, progress, output)
{
    private protected override bool TestsEveryEpoch => true;

    private protected override string Answers => "scores";

    /// <inheritdoc/>
    public override bool Makes(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return architecture is { Members.Count: 0, Task: ModelTask.Binary or ModelTask.MultiClass };
    }

    private protected override (Dictionary<string, double> Metrics, string Line) Evaluate(TrainedNetwork trained, CancellationToken cancellation)
    {
        var (loop, fit, texts) = (trained.Loop, trained.Fit, trained.Texts);
        var test = loop.Evaluate(texts.Test, cancellation);
        var metrics = new Dictionary<string, double>
        {
            ["validation_accuracy"] = fit.Best.Validation.Accuracy,
            ["test_accuracy"] = test.Accuracy,
            ["test_loss"] = test.Loss,
            ["test_accuracy_document_protocol"] = fit.Epochs.Max(e => e.Test!.Accuracy),
        };
        if (test.StepAccuracy is { } steps)
        {
            metrics["test_step_accuracy"] = steps;
        }

        if (texts.OfficialTest is { } official)
        {
            metrics["official_test_accuracy"] = loop.Evaluate(official, cancellation).Accuracy;
        }

        return (
            metrics,
            $"test accuracy {metrics["test_accuracy"]:F4} on {texts.Test.Count:N0} texts ({trained.KeptEpoch}); "
            + $"document's protocol, best epoch by test accuracy: {metrics["test_accuracy_document_protocol"]:F4}{Marks(trained.Architecture, texts.Corpus)}");
    }

    private protected override PackageContents Package(TrainedNetwork trained, Dictionary<string, double> metrics)
    {
        var (architecture, network, texts) = (trained.Architecture, trained.Network, trained.Texts);
        var lengthAdaptive = trained.Options.LengthAdaptive && network.IsLengthAdaptive;
        var model = NetworkExporter.Export(network, architecture.Id, Documentation(architecture, lengthAdaptive), lengthAdaptive);
        var goldens = Goldens(trained);
        return new PackageContents
        {
            Manifest = Manifest(trained, model, lengthAdaptive, metrics),
            Model = model,
            Vocabulary = texts.Vocabulary,
            VocabularyCounts = texts.Counts,
            Vectors = texts.VectorsPackage,
            Labels = texts.Corpus.Labels,
            Goldens = goldens,
            StepScores = network.ScoresSteps ? trained.Loop.ScoreSteps(Sequences(goldens)) : [],
            Marks = texts.Corpus.IsSample ? [] : architecture.Marks,
            Notes = architecture.Notes,
            History = TrainingHistory.Of(trained.Fit.Epochs),
        };
    }

    private static string Marks(Architecture architecture, ICorpus corpus) =>
        corpus.IsSample ? "" : string.Concat(architecture.Marks.Select(m => $"; the document's {m.Metric} is {m.Value:F4} ({m.Note})"));

    private static string Documentation(Architecture architecture, bool lengthAdaptive) =>
        $"{architecture.Summary}. The metadata says how text becomes the input, step by step. "
        + (lengthAdaptive
            ? $"Rows of a batch are filled with 0 at the start to the longest; the padding up to {architecture.Pipeline.MaximumLength} steps is accounted for inside the graph."
            : $"Rows are filled with 0 at the {(architecture.Pipeline.Padding == SequenceSide.Pre ? "start" : "end")} to {architecture.Pipeline.MaximumLength} steps.");
}
