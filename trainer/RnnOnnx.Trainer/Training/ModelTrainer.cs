using System.Diagnostics;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Layers;
using TorchSharp;

namespace RnnOnnx.Trainer.Training;

/// <summary>The whole road of one model: corpus, ids, training, evaluation, ONNX graph, package, and the check that the package answers as the trainer does.</summary>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="progress">Told of batches and epochs.</param>
/// <param name="output">Receives a few lines about each step.</param>
public sealed class ModelTrainer(DataPreparation preparation, ITrainingProgress progress, TextWriter output) : IArchitectureTrainer
{
    /// <summary>The setting of a manifest that names the word vectors.</summary>
    internal const string VectorsSetting = "vectors";

    private const int ParityTexts = 100;

    /// <inheritdoc/>
    public bool Makes(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return architecture is { Members.Count: 0, Task: ModelTask.Binary or ModelTask.MultiClass };
    }

    /// <inheritdoc/>
    public string Fingerprint(Architecture architecture, TrainOptions options) => preparation.Plan(architecture, options).Fingerprint;

    /// <summary>Trains a network and writes its package.</summary>
    /// <inheritdoc/>
    public TrainedModel Train(Architecture architecture, TrainOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        var watch = Stopwatch.StartNew();
        var (recipe, fingerprint) = preparation.Plan(architecture, options);
        using var checkpoint = TrainingCheckpoint.Open(options, options.Id ?? architecture.Id, fingerprint, architecture.Trainable, output);
        var texts = preparation.Prepare(architecture, recipe.ValidationShare, options);
        output.WriteLine(
            $"{architecture.Id}: corpus {texts.Corpus.Name}, {texts.Training.Count:N0} texts to train on, {texts.Validation.Count:N0} to choose the epoch on, {texts.Test.Count:N0} to test ({texts.TestPart}); "
            + $"recipe {recipe.Name}, seed {options.Seed}");

        torch.manual_seed(options.Seed);
        using var network = architecture.Build(recipe);
        if (texts.VectorTable is { } table)
        {
            network.SetVectors(table);
        }

        options.From?.PutInto(network);
        var loop = new FitLoop(network, new Objective(architecture.Task), recipe, options.PaddingSkip)
        {
            Checkpoint = checkpoint,
            Callbacks = options.Logs?.Of(options.Id ?? architecture.Id, recipe, options.Seed) ?? [],
        };
        if (options.From is { } from)
        {
            output.WriteLine($"{architecture.Id}: goes on from {from.Source}; validation accuracy before training {loop.Evaluate(texts.Validation, cancellation).Accuracy:F4}");
        }

        var fit = loop.Fit(texts.Training, texts.Validation, texts.Test, options.Seed, progress, cancellation);
        if (fit.StopReason is { } reason)
        {
            output.WriteLine($"{architecture.Id}: training ended after epoch {fit.Epochs.Count} of {recipe.Epochs}: {reason}");
        }

        var metrics = Metrics(loop, fit, texts, cancellation);
        output.WriteLine(
            $"{architecture.Id}: test accuracy {metrics["test_accuracy"]:F4} on {texts.Test.Count:N0} texts (epoch {fit.BestEpoch}, chosen by validation); "
            + $"document's protocol, best epoch by test accuracy: {metrics["test_accuracy_document_protocol"]:F4}{Marks(architecture, texts.Corpus)}");

        var lengthAdaptive = options.LengthAdaptive && network.IsLengthAdaptive;
        var model = NetworkExporter.Export(network, architecture.Id, Documentation(architecture, lengthAdaptive), lengthAdaptive);
        var contents = new PackageContents
        {
            Manifest = Manifest(architecture, network, model, lengthAdaptive, texts, recipe, options, fit, metrics, fingerprint),
            Model = model,
            Vocabulary = texts.Vocabulary,
            VocabularyCounts = texts.Counts,
            Vectors = texts.VectorsPackage,
            Labels = texts.Corpus.Labels,
            Goldens = Goldens(architecture, loop, texts),
            Marks = texts.Corpus.IsSample ? [] : architecture.Marks,
            Notes = architecture.Notes,
            History = TrainingHistory.Of(fit.Epochs),
        };
        var written = new PackageWriter(options.Models).Write(contents, ParitySamples(loop, texts.Test));
        output.WriteLine($"{architecture.Id}: wrote {written.Folder}; on {written.Parity.Samples} texts its scores are the trainer's within {written.Parity.LargestDifference:G2} ({written.Parity.Tolerance:G2} allowed)");
        return new TrainedModel(contents.Manifest, fit, watch.Elapsed.TotalSeconds);
    }

    private static Dictionary<string, double> Metrics(FitLoop loop, FitResult fit, PreparedTexts texts, CancellationToken cancellation)
    {
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

        return metrics;
    }

    private static string Marks(Architecture architecture, ICorpus corpus) =>
        corpus.IsSample ? "" : string.Concat(architecture.Marks.Select(m => $"; the document's {m.Metric} is {m.Value:F4} ({m.Note})"));

    private static string Documentation(Architecture architecture, bool lengthAdaptive) =>
        $"{architecture.Summary}. The metadata says how text becomes the input, step by step. "
        + (lengthAdaptive
            ? $"Rows of a batch are filled with 0 at the start to the longest; the padding up to {architecture.Pipeline.MaximumLength} steps is accounted for inside the graph."
            : $"Rows are filled with 0 at the {(architecture.Pipeline.Padding == SequenceSide.Pre ? "start" : "end")} to {architecture.Pipeline.MaximumLength} steps.");

    /// <summary>What a network answers to its architecture's goldens.</summary>
    internal static List<Golden> Goldens(Architecture architecture, FitLoop loop, PreparedTexts texts)
    {
        var ids = architecture.Goldens.Select(text => texts.Pipeline.Encode(text).Ids.ToArray()).ToArray();
        var scores = loop.Score(new LabelledSequences(ids, new int[ids.Length]));
        return [.. architecture.Goldens.Select((text, i) => new Golden(text, ids[i], scores[i]))];
    }

    /// <summary>What a network answers to the first texts of the test part.</summary>
    internal static List<ParitySample> ParitySamples(FitLoop loop, LabelledSequences test)
    {
        var texts = test.Select([.. Enumerable.Range(0, Math.Min(ParityTexts, test.Count))]);
        var scores = loop.Score(texts);
        return [.. texts.Ids.Select((ids, i) => new ParitySample(null, ids, scores[i]))];
    }

    private static Dictionary<string, string> Settings(Recipe recipe, TrainOptions options, PreparedTexts texts)
    {
        var settings = new Dictionary<string, string>(recipe.Settings);
        if (options.From is { } from)
        {
            settings["from"] = from.Origin;
        }

        if (texts.VectorsName is { } vectors)
        {
            settings[VectorsSetting] = vectors;
        }

        return settings;
    }

    /// <summary>The manifest of a trained network; its files are the package writer's.</summary>
    internal static ModelManifest Manifest(
        Architecture architecture,
        Network network,
        ModelProto model,
        bool lengthAdaptive,
        PreparedTexts texts,
        Recipe recipe,
        TrainOptions options,
        FitResult fit,
        Dictionary<string, double> metrics,
        string fingerprint) => new()
        {
            Format = ModelManifest.CurrentFormat,
            Id = options.Id ?? architecture.Id,
            Architecture = architecture.Id,
            Summary = architecture.Summary,
            Document = architecture.Document,
            Task = architecture.Task,
            Layers = network.Describe(),
            Parameters = architecture.Parameters,
            Trainable = architecture.Trainable,
            Pipeline = texts.Pipeline.Settings,
            Vectors = texts.VectorsPackage?.Reference,
            Graph = GraphDescription.Of(model, lengthAdaptive),
            Labels = "labels.txt",
            Goldens = "golden.json",
            Tolerance = architecture.Tolerance,
            ToleranceReason = architecture.ToleranceReason,
            Training = new TrainingManifest
            {
                Corpus = texts.Corpus.Name,
                SampleCorpus = texts.Corpus.IsSample,
                CorpusSha256 = texts.CorpusSha256,
                TrainingTexts = texts.Training.Count,
                ValidationTexts = texts.Validation.Count,
                TestTexts = texts.Test.Count,
                TestPart = texts.TestPart,
                Vectors = texts.VectorsSource,
                Recipe = recipe.Name,
                Settings = Settings(recipe, options, texts),
                Seed = options.Seed,
                Epochs = fit.Epochs.Count,
                BestEpoch = fit.BestEpoch,
                Metrics = metrics,
                Fingerprint = fingerprint,
            },
            Engines = EngineVersions.All,
            Files = [],
        };
}
