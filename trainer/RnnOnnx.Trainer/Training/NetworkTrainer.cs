using System.Diagnostics;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Training.Teaching;
using TorchSharp;

namespace RnnOnnx.Trainer.Training;

/// <summary>The whole road of one network: corpus, ids, training, evaluation, ONNX graph, package, and the check that the package answers as the trainer does.</summary>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="progress">Told of batches and epochs.</param>
/// <param name="output">Receives a few lines about each step.</param>
public abstract class NetworkTrainer(DataPreparation preparation, ITrainingProgress progress, TextWriter output) : IArchitectureTrainer
{
    /// <summary>The setting of a manifest that names the word vectors.</summary>
    internal const string VectorsSetting = "vectors";

    private const int ParityTexts = 100;

    /// <summary>Whether the document's protocol needs the test part's figures after every epoch.</summary>
    private protected abstract bool TestsEveryEpoch { get; }

    /// <summary>What the graph's output is called in a line for the user.</summary>
    private protected abstract string Answers { get; }

    /// <inheritdoc/>
    public abstract bool Makes(Architecture architecture);

    /// <inheritdoc/>
    public string Fingerprint(Architecture architecture, TrainOptions options) => preparation.Plan(architecture, options).Fingerprint;

    /// <summary>Trains a network and writes its package.</summary>
    /// <inheritdoc/>
    public TrainedModel Train(Architecture architecture, TrainOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        var watch = Stopwatch.StartNew();
        preparation.DemandNoLossOfRealTexts(architecture, options);
        var (recipe, fingerprint) = preparation.Plan(architecture, options);
        using var checkpoint = TrainingCheckpoint.Open(options, options.Id ?? architecture.Id, fingerprint, architecture.Trainable, output);
        var texts = preparation.Prepare(architecture, recipe.ValidationShare, options);
        output.WriteLine(
            $"{architecture.Id}: corpus {texts.Corpus.Name}, {texts.Training.Count:N0} texts to train on, {texts.Validation.Count:N0} to choose the epoch on, {texts.Test.Count:N0} to test ({texts.TestPart}); "
            + $"recipe {recipe.Name}, seed {options.Seed}");

        torch.manual_seed(options.Seed);
        using var network = architecture.Build(recipe);
        InitialVectors.Put(
            architecture.Id, network, texts, options.From is null ? recipe.InitialEmbedding : InitialEmbedding.Uniform, options.Seed, output, new MadeVectors(Path.Combine(options.Zoo, MadeVectors.FolderName)));
        if (recipe.LongestMemory is { } longest)
        {
            network.RememberFor(longest);
        }

        options.From?.PutInto(network);
        TrainingDevice.Move(network, options.Device);
        var loop = new FitLoop(network, new Objective(architecture.Task), recipe, options.PaddingSkip)
        {
            Checkpoint = checkpoint,
            Precision = options.Precision,
            TeacherAnswers = recipe.TeacherShare > 0 ? Taught(architecture, texts.Training, options.Seed, cancellation) : null,
            Callbacks = options.Logs?.Of(options.Id ?? architecture.Id, recipe, options.Seed) ?? [],
        };
        if (options.From is { } from)
        {
            output.WriteLine($"{architecture.Id}: goes on from {from.Source}; validation accuracy before training {loop.Evaluate(texts.Validation, cancellation).Accuracy:F4}");
        }

        var fit = loop.Fit(texts.Training, texts.Validation, TestsEveryEpoch ? texts.Test : null, options.Seed, progress, cancellation);
        if (fit.StopReason is { } reason)
        {
            output.WriteLine($"{architecture.Id}: training ended after epoch {fit.Epochs.Count} of {recipe.Epochs}: {reason}");
        }

        var trained = new TrainedNetwork(architecture, options, recipe, fingerprint, texts, network, loop, fit);
        var (metrics, line) = Evaluate(trained, cancellation);
        output.WriteLine($"{architecture.Id}: {line}");

        // The package is checked on the CPU, so its goldens are what the CPU answers.
        network.to(DeviceType.CPU);
        var contents = Package(trained, metrics);
        var written = new PackageWriter(options.Models).Write(contents, ParitySamples(loop, texts.Test));
        output.WriteLine($"{architecture.Id}: wrote {written.Folder}; on {written.Parity.Samples} texts its {Answers} are the trainer's within {written.Parity.LargestDifference:G2} ({written.Parity.Tolerance:G2} allowed)");
        return new TrainedModel(contents.Manifest, fit, watch.Elapsed.TotalSeconds);
    }

    /// <summary>The figures for the manifest, and a line about them for the user.</summary>
    private protected abstract (Dictionary<string, double> Metrics, string Line) Evaluate(TrainedNetwork trained, CancellationToken cancellation);

    /// <summary>What becomes the package.</summary>
    private protected abstract PackageContents Package(TrainedNetwork trained, Dictionary<string, double> metrics);

    /// <summary>What a network answers to its architecture's goldens.</summary>
    private protected static List<Golden> Goldens(TrainedNetwork trained)
    {
        var ids = trained.Architecture.Goldens.Select(text => trained.Texts.Pipeline.Encode(text).Ids.ToArray()).ToArray();
        var scores = trained.Loop.Score(new LabelledSequences(ids, new int[ids.Length]));
        return [.. trained.Architecture.Goldens.Select((text, i) => new Golden(text, ids[i], scores[i]))];
    }

    /// <summary>The ids of goldens, without labels.</summary>
    internal static LabelledSequences Sequences(IReadOnlyList<Golden> goldens) => new([.. goldens.Select(golden => golden.Ids.ToArray())], new int[goldens.Count]);

    /// <summary>The manifest of a trained network; its files are the package writer's.</summary>
    private protected static ModelManifest Manifest(TrainedNetwork trained, ModelProto model, bool lengthAdaptive, Dictionary<string, double> metrics)
    {
        var (architecture, options, recipe, texts) = (trained.Architecture, trained.Options, trained.Recipe, trained.Texts);
        return new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Id = options.Id ?? architecture.Id,
            Architecture = architecture.Id,
            Summary = architecture.Summary,
            Document = architecture.Document,
            Task = architecture.Task,
            Layers = trained.Network.Describe(),
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
                Epochs = trained.Fit.Epochs.Count,
                BestEpoch = trained.Fit.BestEpoch,
                Metrics = metrics,
                Fingerprint = trained.Fingerprint,
            },
            Engines = EngineVersions.All,
            Files = [],
        };
    }

    private float[] Taught(Architecture architecture, LabelledSequences training, int seed, CancellationToken cancellation)
    {
        var answers = NGramTeacher.Answers(training, seed, cancellation);
        output.WriteLine($"{architecture.Id}: its teacher over n-grams tells {NGramTeacher.Accuracy(answers, training):F4} of the training texts, each of them unseen");
        return answers;
    }

    private static Dictionary<string, string> Settings(Recipe recipe, TrainOptions options, PreparedTexts texts)
    {
        var settings = new Dictionary<string, string>(recipe.Settings)
        {
            ["device"] = TrainingDevice.Name(options.Device),
            ["precision"] = TrainingDevice.Name(options.Precision),
        };
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

    /// <summary>What a network answers to the first texts of the test part.</summary>
    internal static List<ParitySample> ParitySamples(FitLoop loop, LabelledSequences test)
    {
        var texts = test.Select([.. Enumerable.Range(0, Math.Min(ParityTexts, test.Count))]);
        var scores = loop.Score(texts);
        return [.. texts.Ids.Select((ids, i) => new ParitySample(null, ids, scores[i]))];
    }
}
