using System.Globalization;
using System.Text;
using Google.Protobuf;
using RnnOnnx.Graphs;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Saved;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Compression;

/// <summary>Writes packages again whose weights take fewer bytes: the fewest that lose no more accuracy than is allowed.</summary>
/// <remarks>
/// The network is rounded and exported anew, so that its tables of padding, its goldens and the comparison of package and trainer are those of the rounded weights. Storages are tried from the smallest on; the
/// validation part chooses, and the test part is only looked at to refuse one that would lose too much there.
/// </remarks>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="output">Receives a line for each storage that was tried.</param>
public sealed class PackageCompressor(DataPreparation preparation, TextWriter output)
{
    private const string Float32Goldens = "golden-float32.json";
    private const int TextsAtATime = 4096;

    /// <summary>Compresses a package.</summary>
    /// <param name="package">A package as training wrote it.</param>
    /// <param name="options">Where to, and how much may be lost.</param>
    /// <param name="cancellation">Stops between some thousands of texts.</param>
    /// <returns>The manifest that was written.</returns>
    /// <exception cref="RnnOnnxException">Its weights have been compressed before, its corpus is missing or another one, or an ensemble's members are not there or others.</exception>
    public ModelManifest Compress(ModelPackage package, CompressionOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(options);
        var (manifest, architecture) = (package.Manifest, ArchitectureRegistry.Find(package.Manifest.Architecture));
        if (manifest.Storage is { } storage)
        {
            throw new RnnOnnxException($"{manifest.Id}: {package.Folder} holds the weights of {storage.Weights} already; compress the package that training wrote");
        }

        var scratch = Scratch(manifest.Id, options);
        try
        {
            return architecture.Members.Count == 0
                ? CompressNetwork(package, architecture, scratch, options, cancellation)
                : CompressEnsemble(package, architecture, scratch, options, cancellation);
        }
        finally
        {
            ZooFolder.Delete(scratch);
        }
    }

    /// <summary>Deletes what a process has left in the output's folder that died while it compressed a package.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="options">Where to.</param>
    public static void Clear(string id, CompressionOptions options)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(options);
        ZooFolder.Delete(Scratch(id, options));
    }

    private static string Scratch(string id, CompressionOptions options) => Path.Combine(Path.GetFullPath(options.Output), $".{id}.storing");

    private ModelManifest CompressNetwork(ModelPackage package, Architecture architecture, string scratch, CompressionOptions options, CancellationToken cancellation)
    {
        var saved = PackagedNetwork.Read(package);
        var texts = Texts(package, architecture, saved, scratch);
        if (package.Manifest.Vectors is { } vectors)
        {
            VectorsPackageCopy.Take(options.Output, vectors, saved.VectorsFolder!);
        }

        using var network = new Network(saved.Layers, saved.Pipeline.MaximumLength, saved.Pipeline.Padding);
        return Choose(package, architecture, texts, Rounded(package, architecture, saved, network, texts), scratch, options, cancellation);
    }

    // Each is used before the next is made of the same network.
    private static IEnumerable<Candidate> Rounded(ModelPackage package, Architecture architecture, SavedNetwork saved, Network network, PreparedTexts texts)
    {
        var (manifest, source) = (package.Manifest, ModelProto.Parser.ParseFrom(package.ReadGraph()));
        var isGenerator = manifest.Task == ModelTask.Generation;
        var loop = new FitLoop(network, new Objective(manifest.Task), architecture.Recipes[0], paddingSkip: true);
        foreach (var storage in WeightRounding.Choices(network))
        {
            saved.PutInto(network);
            if (texts.VectorTable is { } table)
            {
                network.SetVectors(table);
            }

            if (!WeightRounding.Round(network, storage))
            {
                continue;
            }

            var goldens = package.ReadGoldens();
            var scores = loop.Score(NetworkTrainer.Sequences(goldens));
            var model = isGenerator
                ? GeneratorExporter.Export(network, source.Graph.Name, source.DocString, storage)
                : NetworkExporter.Export(network, source.Graph.Name, source.DocString, manifest.Graph.LengthAdaptive, storage);
            var contents = Contents(package, architecture, texts, model, [.. goldens.Zip(scores, (golden, score) => golden with { Scores = score })]) with
            {
                States = isGenerator ? network.States(goldens[0].Ids) : [],
                StepScores = network.ScoresSteps && !isGenerator ? loop.ScoreSteps(NetworkTrainer.Sequences(goldens)) : [],
            };
            yield return new(storage, contents, NetworkTrainer.ParitySamples(loop, texts.Test), isGenerator ? (part, cancellation) => loop.Evaluate(part, cancellation).Accuracy : null);
        }
    }

    private ModelManifest CompressEnsemble(ModelPackage package, Architecture architecture, string scratch, CompressionOptions options, CancellationToken cancellation)
    {
        ModelPackage[] members = [.. architecture.Members.Select(id => ModelPackage.Open(Path.Combine(options.Output, id)))];
        var goldens = package.ReadGoldens();
        DemandMembers(package, members, goldens);
        var texts = Texts(package, architecture, PackagedNetwork.Read(members[0]), scratch);
        TextClassifier[] classifiers = [.. members.Select(member => TextClassifier.Load(member, OnProcessor))];
        try
        {
            var documentation = ModelProto.Parser.ParseFrom(package.ReadGraph()).DocString;
            var model = EnsembleTrainer.Join(architecture.Id, documentation, members);
            var scores = EnsembleTrainer.Mean(classifiers, [.. goldens.Select(golden => golden.Ids)]);
            var samples = EnsembleTrainer.Samples(classifiers, texts.Test);
            var joined = new Candidate(WeightStorage.Members, Contents(package, architecture, texts, model, [.. goldens.Zip(scores, (golden, score) => golden with { Scores = score })]), samples, null);
            var asTrained = ModelProto.Parser.ParseFrom(package.ReadGraph());
            var same = new Candidate(WeightStorage.Float32, Contents(package, architecture, texts, asTrained, goldens), [.. goldens.Select(golden => new ParitySample(null, golden.Ids, golden.Scores))], null);
            return Choose(package, architecture, texts, [joined, same], scratch, options, cancellation);
        }
        finally
        {
            foreach (var classifier in classifiers)
            {
                classifier.Dispose();
            }
        }
    }

    // What the members answered before they were compressed has the ensemble's own answers as its mean, or it is made of other members.
    private static void DemandMembers(ModelPackage package, ModelPackage[] members, IReadOnlyList<Golden> goldens)
    {
        var manifest = package.Manifest;
        foreach (var member in members.Where(member => member.Manifest.Storage is null))
        {
            throw new RnnOnnxException($"{manifest.Id}: its member {member.Manifest.Id} in {member.Folder} has not been compressed; compress the members first, or all with --all");
        }

        var answers = members.Select(member => member.ReadFloat32Goldens()!).ToArray();
        for (var i = 0; i < goldens.Count; i++)
        {
            var isMean = answers.All(answer => answer.Count == goldens.Count && answer[i].Text == goldens[i].Text && answer[i].Scores.Count == goldens[i].Scores.Count)
                && goldens[i].Scores.Index().All(score => Math.Abs(answers.Average(answer => (double)answer[i].Scores[score.Index]) - score.Item) <= manifest.Tolerance);
            if (!isMean)
            {
                throw new RnnOnnxException($"{manifest.Id}: its members in {Path.GetDirectoryName(members[0].Folder)} are not those that it was made of: the mean of their scores for '{goldens[i].Text}' is another; join it anew with train, then compress it");
            }
        }
    }

    private static ClassifierOptions OnProcessor => new() { Provider = ExecutionProvider.Cpu };

    private PreparedTexts Texts(ModelPackage package, Architecture architecture, SavedNetwork saved, string scratch)
    {
        var training = package.Manifest.Training;
        var share = training.Settings.TryGetValue("validation_share", out var said) ? double.Parse(said, CultureInfo.InvariantCulture) : (architecture.HasRecipe(training.Recipe) ? architecture.Choose(training.Recipe, onSample: false) : architecture.Recipes[0]).ValidationShare;
        var options = new TrainOptions
        {
            Models = scratch,
            Seed = (int)training.Seed,
            Corpus = training.SampleCorpus ? CorpusChoice.Sample : CorpusChoice.Real,
            From = saved,
        };
        var texts = preparation.Prepare(architecture, share, options);
        return texts.CorpusSha256 == training.CorpusSha256
            ? texts
            : throw new RnnOnnxException($"{package.Manifest.Id} was trained on '{training.Corpus}', and '{texts.Corpus.Name}' is another corpus or has changed; what compression loses is measured on the texts that training kept back, so train it again");
    }

    private static PackageContents Contents(ModelPackage package, Architecture architecture, PreparedTexts texts, ModelProto model, IReadOnlyList<Golden> goldens) => new()
    {
        Manifest = package.Manifest with { Graph = GraphDescription.Of(model, package.Manifest.Graph.LengthAdaptive), Files = [] },
        Model = model,
        Vocabulary = package.Vocabulary,
        VocabularyCounts = package.ReadVocabularyCounts(),
        Vectors = package.Vectors,
        Labels = package.Labels,
        Goldens = goldens,
        Marks = texts.Corpus.IsSample ? [] : architecture.Marks,
        Notes = architecture.Notes,
        History = package.ReadFile(TrainingHistory.FileName) is { } history ? TrainingHistory.Parse(Encoding.UTF8.GetString(history)) : null,
    };

    private ModelManifest Choose(
        ModelPackage package, Architecture architecture, PreparedTexts texts, IEnumerable<Candidate> candidates, string scratch, CompressionOptions options, CancellationToken cancellation)
    {
        Accuracies? float32 = null;
        foreach (var candidate in candidates)
        {
            // The last of all loses nothing, and what it reaches need not be measured twice.
            float32 ??= candidate.IsGenerator ? OfGenerator(package, architecture, texts, cancellation) : OfPackage(package, texts, cancellation);
            var stored = candidate.Storage == WeightStorage.Float32 ? float32 : Measure(candidate, texts, scratch, cancellation);
            var storage = Describe(package, candidate, float32, stored);
            var isWithin = Math.Max(storage.Validation.Loss(), storage.Test.Loss()) <= options.Budget;
            output.WriteLine(
                $"{package.Manifest.Id}: {storage.Weights}, {storage.Bytes:N0} of {storage.Float32Bytes:N0} bytes: validation accuracy {storage.Validation.AsStored:F4} (float32 {storage.Validation.AsTrained:F4}), "
                + $"test accuracy {storage.Test.AsStored:F4} (float32 {storage.Test.AsTrained:F4}), scores {storage.LargestDifference:G2} off at most{(isWithin ? "" : $"; loses more than {options.Budget}")}");
            if (isWithin)
            {
                var contents = candidate.Contents with { Manifest = candidate.Contents.Manifest with { Storage = storage }, Float32Goldens = package.ReadGoldens() };
                new PackageWriter(options.Output).Write(contents, candidate.Samples);
                return contents.Manifest;
            }
        }

        throw new InvalidOperationException($"{package.Manifest.Id} has no storage that loses nothing");
    }

    private static StorageManifest Describe(ModelPackage package, Candidate candidate, Accuracies float32, Accuracies stored)
    {
        var graph = package.Manifest.Files.Single(file => file.Path == package.Manifest.Graph.File);
        return new StorageManifest
        {
            Weights = candidate.Storage,
            Elements = candidate.Contents.Model.Graph.Initializer.GroupBy(constant => ((OnnxType)constant.DataType).Name())
                .OrderBy(type => type.Key, StringComparer.Ordinal).ToDictionary(type => type.Key, type => type.Sum(constant => (long)constant.RawData.Length)),
            Float32Sha256 = graph.Sha256,
            Float32Bytes = graph.Bytes,
            Bytes = TextMetadata.AddTo(candidate.Contents.Model, candidate.Contents.Manifest).CalculateSize(),
            Validation = new(float32.Validation, stored.Validation),
            Test = new(float32.Test, stored.Test),
            Float32Goldens = Float32Goldens,
            LargestDifference = package.ReadGoldens().Zip(candidate.Contents.Goldens, (one, other) => one.Scores.Zip(other.Scores, (a, b) => Math.Abs((double)a - b)).Max()).Max(),
        };
    }

    private static Accuracies Measure(Candidate candidate, PreparedTexts texts, string scratch, CancellationToken cancellation)
    {
        var written = new PackageWriter(scratch).Write(candidate.Contents, candidate.Samples);
        return candidate.OfGenerator is { } accuracy
            ? new(accuracy(texts.Validation, cancellation), accuracy(texts.Test, cancellation))
            : OfPackage(ModelPackage.Open(written.Folder), texts, cancellation);
    }

    private static Accuracies OfPackage(ModelPackage package, PreparedTexts texts, CancellationToken cancellation)
    {
        using var classifier = TextClassifier.Load(package, OnProcessor);
        return new(Accuracy(classifier, texts.Validation, cancellation), Accuracy(classifier, texts.Test, cancellation));
    }

    // The runtime gives a generator's scores after a text, and its accuracy is that of each character: the trainer, whose scores the package has, tells it.
    private static Accuracies OfGenerator(ModelPackage package, Architecture architecture, PreparedTexts texts, CancellationToken cancellation)
    {
        var saved = PackagedNetwork.Read(package);
        using var network = new Network(saved.Layers, saved.Pipeline.MaximumLength, saved.Pipeline.Padding);
        saved.PutInto(network);
        var loop = new FitLoop(network, new Objective(package.Manifest.Task), architecture.Recipes[0], paddingSkip: true);
        return new(loop.Evaluate(texts.Validation, cancellation).Accuracy, loop.Evaluate(texts.Test, cancellation).Accuracy);
    }

    private static double Accuracy(TextClassifier classifier, LabelledSequences texts, CancellationToken cancellation)
    {
        var right = 0;
        foreach (var rows in Enumerable.Range(0, texts.Count).Chunk(TextsAtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            var scores = classifier.PredictIds([.. rows.Select(row => texts.Ids[row])]);
            right += rows.Zip(scores, (row, score) => (score.Length == 1 ? (score[0] >= 0.5f ? 1 : 0) : Array.IndexOf(score, score.Max())) == texts.Labels[row] ? 1 : 0).Sum();
        }

        return (double)right / texts.Count;
    }

    /// <summary>A storage and the package that would have it.</summary>
    /// <param name="Storage">The storage.</param>
    /// <param name="Contents">The package.</param>
    /// <param name="Samples">Texts with the scores that it must give.</param>
    /// <param name="OfGenerator">The accuracy of the network on some texts, of one that generates; null of one that the runtime can measure.</param>
    private sealed record Candidate(WeightStorage Storage, PackageContents Contents, IReadOnlyList<ParitySample> Samples, Func<LabelledSequences, CancellationToken, double>? OfGenerator)
    {
        public bool IsGenerator => OfGenerator is not null;
    }

    /// <summary>Accuracies on both parts that training kept back.</summary>
    private sealed record Accuracies(double Validation, double Test);
}
