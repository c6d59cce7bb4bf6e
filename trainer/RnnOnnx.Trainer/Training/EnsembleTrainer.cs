using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Training;

/// <summary>Joins the members of an ensemble, which lie in the zoo, into one graph and package. Nothing is trained.</summary>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="output">Receives a few lines.</param>
public sealed class EnsembleTrainer(DataPreparation preparation, TextWriter output) : IArchitectureTrainer
{
    private const int ParityTexts = 100;
    private const double SmallestProbability = 1e-7;

    /// <inheritdoc/>
    public bool Makes(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return architecture.Members.Count > 0;
    }

    /// <inheritdoc/>
    public string Fingerprint(Architecture architecture, TrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Fingerprint(architecture, options, Members(architecture, options));
    }

    /// <inheritdoc/>
    public TrainedModel Train(Architecture architecture, TrainOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        options.From?.Demand(architecture, architecture.Recipes[0]);
        var watch = Stopwatch.StartNew();
        var members = Members(architecture, options);
        var first = members[0].Manifest;
        using var checkpoint = TrainingCheckpoint.Open(options, options.Id ?? architecture.Id, Fingerprint(architecture, options, members), 0, output);
        var (recipe, _) = preparation.Plan(architecture, options);
        var texts = preparation.Prepare(architecture, recipe.ValidationShare, options);
        if (texts.CorpusSha256 != first.Training.CorpusSha256)
        {
            throw new RnnOnnxException($"{architecture.Id}: its members were trained on '{first.Training.Corpus}', and the corpus now is '{texts.Corpus.Name}' or has changed; train them again");
        }

        var model = Join(architecture.Id, $"{architecture.Summary}. The mean of the scores of {string.Join(", ", architecture.Members)}. The metadata says how text becomes ids, step by step.", members);
        TextClassifier[] classifiers = [.. members.Select(m => TextClassifier.Load(m, new ClassifierOptions { Provider = ExecutionProvider.Cpu }))];
        try
        {
            var metrics = new Dictionary<string, double>
            {
                ["validation_accuracy"] = Evaluate(classifiers, texts.Validation).Accuracy,
            };
            cancellation.ThrowIfCancellationRequested();
            (metrics["test_accuracy"], metrics["test_loss"]) = Evaluate(classifiers, texts.Test);
            cancellation.ThrowIfCancellationRequested();
            var goldens = architecture.Goldens.Select(text => texts.Pipeline.Encode(text).Ids.ToArray()).ToArray();
            var goldenScores = Mean(classifiers, goldens);
            var contents = new PackageContents
            {
                Manifest = Manifest(architecture, recipe, members, model, texts, options, metrics),
                Model = model,
                Vocabulary = texts.Vocabulary,
                VocabularyCounts = texts.Counts,
                Labels = texts.Corpus.Labels,
                Goldens = [.. architecture.Goldens.Select((text, i) => new Golden(text, goldens[i], goldenScores[i]))],
            };

            // There is nothing to go on from, but as long as it lies there the figures are not recorded: a package alone would count as finished.
            checkpoint.Write("with its members joined", static _ => { });
            var written = new PackageWriter(options.Models).Write(contents, Samples(classifiers, texts.Test));
            output.WriteLine($"{architecture.Id}: test accuracy {metrics["test_accuracy"]:F4} on {texts.Test.Count:N0} texts; its members have {string.Join(", ", members.Select(m => $"{m.Manifest.Training.Metrics["test_accuracy"]:F4}"))}");
            output.WriteLine($"{architecture.Id}: wrote {written.Folder}; on {written.Parity.Samples} texts its scores are the members' mean within {written.Parity.LargestDifference:G2} ({written.Parity.Tolerance:G2} allowed)");
            return new TrainedModel(contents.Manifest, new FitResult([], 0), watch.Elapsed.TotalSeconds);
        }
        finally
        {
            foreach (var classifier in classifiers)
            {
                classifier.Dispose();
            }
        }
    }

    private static ModelPackage[] Members(Architecture architecture, TrainOptions options)
    {
        var members = architecture.Members.Select(id => ModelPackage.Open(Path.Combine(options.Models, id))).ToArray();
        if (options.Recipe == Recipe.Best && Array.Find(members, member => member.Manifest.Training.Recipe != Recipe.Best) is { } other)
        {
            throw new RnnOnnxException($"{architecture.Id}: its recipe {Recipe.Best} joins members of that recipe, and {other.Manifest.Id} was trained with the recipe {other.Manifest.Training.Recipe}; train {other.Manifest.Id} --recipe {Recipe.Best}");
        }

        var first = members[0];
        foreach (var member in members)
        {
            if (Corpus(member) != Corpus(first) || Vocabulary(member) != Vocabulary(first))
            {
                throw new RnnOnnxException($"{architecture.Id}: {member.Manifest.Id} was trained on another corpus, seed or vocabulary than {first.Manifest.Id}; train both again with the same options");
            }
        }

        return members;

        static (string Hash, long Seed) Corpus(ModelPackage member) => (member.Manifest.Training.CorpusSha256, member.Manifest.Training.Seed);
        static string Vocabulary(ModelPackage member) => member.Manifest.Files.Single(f => f.Path == member.Manifest.Pipeline.Vocabulary).Sha256;
    }

    private static string Fingerprint(Architecture architecture, TrainOptions options, IEnumerable<ModelPackage> members)
    {
        string[] parts =
        [
            architecture.Id, architecture.Summary, $"{options.Recipe} {options.Seed} {options.LengthAdaptive}",
            .. architecture.Goldens,
            .. members.Select(m => m.Manifest.Storage?.Float32Sha256 ?? m.Manifest.Files.Single(f => f.Path == m.Manifest.Graph.File).Sha256),
            .. TrainingFingerprint.Program,
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }

    /// <summary>The graph of the mean of packages' scores.</summary>
    internal static ModelProto Join(string name, string documentation, IReadOnlyList<ModelPackage> members) =>
        EnsembleExporter.Export(name, documentation, [.. members.Select(m => (m.Manifest.Id, ModelProto.Parser.ParseFrom(m.ReadGraph()), m.Manifest.Pipeline))]);

    /// <summary>The mean that the members' scores of the first texts of the test part have.</summary>
    internal static ParitySample[] Samples(TextClassifier[] classifiers, LabelledSequences test)
    {
        var samples = test.Ids.Take(ParityTexts).ToArray();
        return [.. samples.Zip(Mean(classifiers, samples), (ids, scores) => new ParitySample(null, ids, scores))];
    }

    /// <summary>The mean of the scores that several models give.</summary>
    internal static float[][] Mean(TextClassifier[] classifiers, IReadOnlyList<IReadOnlyList<int>> ids)
    {
        var scores = classifiers.Select(c => c.PredictIds(ids)).ToArray();
        return [.. Enumerable.Range(0, ids.Count).Select(text => Enumerable.Range(0, scores[0][text].Length).Select(i => scores.Average(s => s[text][i])).ToArray())];
    }

    private static (double Accuracy, double Loss) Evaluate(TextClassifier[] classifiers, LabelledSequences texts)
    {
        var (right, loss) = (0, 0.0);
        foreach (var (scores, label) in Mean(classifiers, texts.Ids).Zip(texts.Labels))
        {
            var probabilities = scores.Length == 1 ? [1 - scores[0], scores[0]] : scores;
            right += (scores.Length == 1 ? (scores[0] >= 0.5f ? 1 : 0) : Array.IndexOf(scores, scores.Max())) == label ? 1 : 0;
            loss -= Math.Log(Math.Max(probabilities[label], SmallestProbability));
        }

        return ((double)right / texts.Count, loss / texts.Count);
    }

    private static Dictionary<string, string> Settings(ModelPackage[] members)
    {
        var settings = members.ToDictionary(m => m.Manifest.Id, m => $"recipe {m.Manifest.Training.Recipe}, seed {m.Manifest.Training.Seed}");
        if (Joined(members.Select(m => m.Manifest.Training.Settings.GetValueOrDefault(NetworkTrainer.VectorsSetting))) is { } vectors)
        {
            settings[NetworkTrainer.VectorsSetting] = vectors;
        }

        return settings;
    }

    private static string? Joined(IEnumerable<string?> names) => names.OfType<string>().Distinct().ToArray() is { Length: > 0 } some ? string.Join(" + ", some) : null;

    private static ModelManifest Manifest(
        Architecture architecture, Recipe recipe, ModelPackage[] members, ModelProto model, PreparedTexts texts, TrainOptions options, Dictionary<string, double> metrics) => new()
        {
            Format = ModelManifest.CurrentFormat,
            Id = options.Id ?? architecture.Id,
            Architecture = architecture.Id,
            Summary = architecture.Summary,
            Document = architecture.Document,
            Task = architecture.Task,
            Layers = architecture.Describe(),
            Parameters = architecture.Parameters,
            Trainable = architecture.Trainable,
            Pipeline = members[0].Manifest.Pipeline,
            Graph = GraphDescription.Of(model, members[0].Manifest.Graph.LengthAdaptive),
            Labels = "labels.txt",
            Goldens = "golden.json",
            Tolerance = architecture.Tolerance,
            ToleranceReason = architecture.ToleranceReason,
            Training = members[0].Manifest.Training with
            {
                TrainingTexts = texts.Training.Count,
                Recipe = recipe.Name,
                Vectors = Joined(members.Select(m => m.Manifest.Training.Vectors)),
                Settings = Settings(members),
                Seed = options.Seed,
                Epochs = 0,
                BestEpoch = 0,
                Metrics = metrics,
                Fingerprint = Fingerprint(architecture, options, members),
            },
            Engines = EngineVersions.All,
            Files = [],
        };
}
