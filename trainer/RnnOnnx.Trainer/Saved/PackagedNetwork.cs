using Google.Protobuf;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Saved;

/// <summary>Takes the network out of a model package: the weights of its ONNX graph, bit by bit.</summary>
public static class PackagedNetwork
{
    private static readonly Recipe Untrained = new() { Name = "none", Epochs = 0, BatchSize = 1 };

    /// <summary>Reads a package's network, and lets it score the package's goldens before anybody relies on it.</summary>
    /// <param name="package">The package.</param>
    /// <exception cref="RnnOnnxException">Its architecture is unknown, an ensemble or has changed, its graph is another's, or the network does not give the goldens' scores.</exception>
    public static SavedNetwork Read(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        var manifest = package.Manifest;
        var architecture = ArchitectureRegistry.Find(manifest.Architecture);
        SavedNetwork.DemandLayers(package.Folder, architecture);
        var recipe = RecipeOf(package);
        using var network = architecture.Build(recipe);
        if (!network.Describe().SequenceEqual(manifest.Layers))
        {
            throw new SavedNetworkException($"{package.Folder}: the manifest's layers are not those that {architecture.Id} has now; train it anew");
        }

        var read = network.ReadWeights(new GraphWeights(package.Folder, Graph(package)));
        var saved = new SavedNetwork
        {
            Source = package.Folder,
            Sha256 = manifest.Files.Single(f => f.Path == manifest.Graph.File).Sha256,
            Id = manifest.Id,
            Architecture = manifest.Architecture,
            Summary = manifest.Summary,
            Task = manifest.Task,
            Pipeline = manifest.Pipeline,
            Layers = architecture.LayersOf(recipe),
            Weights = [.. network.Weights.Select(w => new NamedTensor(w.Name, w.Parameter.shape, read[w.Name]))],
            Vocabulary = package.Vocabulary,
            Counts = package.ReadVocabularyCounts(),
            Labels = manifest.Task == ModelTask.Generation ? null : package.Labels,
            Vectors = manifest.Vectors,
            VectorsFolder = manifest.Vectors is { } vectors ? Path.Combine(Path.GetDirectoryName(package.Folder)!, vectors.Id) : null,
            VectorsSource = manifest.Training.Vectors,
        };
        saved.PutInto(network);
        CheckGoldens(package, network);
        return saved;
    }

    private static GraphProto Graph(ModelPackage package)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(package.ReadGraph()).Graph ?? throw new SavedNetworkException($"{package.Folder}: {package.Manifest.Graph.File} holds no graph; train the model anew");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new SavedNetworkException($"{package.Folder}: {package.Manifest.Graph.File} is no ONNX file ({e.Message.TrimEnd('.')}); train the model anew", e);
        }
    }

    // All that the recipe has to do with the network is its gates' function.
    private static Recipe RecipeOf(ModelPackage package)
    {
        const string Setting = "gate";
        var said = package.Manifest.Training.Settings.GetValueOrDefault(Setting);
        GateActivation?[] gates = [null, .. Enum.GetValues<GateActivation>()];
        return gates.Select(gate => Untrained with { Gate = gate }).FirstOrDefault(recipe => recipe.Settings[Setting] == said)
            ?? throw new SavedNetworkException($"{package.Folder}: its training settings name the gates' function '{said}', which is none that the trainer knows; train the model anew");
    }

    // Weights in the wrong places, or another gates' function, show here and nowhere before.
    private static void CheckGoldens(ModelPackage package, Network network)
    {
        if (package.Vectors is { } vectors)
        {
            network.SetVectors(DataPreparation.Table(vectors));
        }

        var goldens = package.ReadGoldens();
        if (goldens.FirstOrDefault(g => g.Ids.Count > network.MaximumLength || g.Ids.Any(id => id < 0 || id >= package.Manifest.Pipeline.VocabularySize)) is { } wrong)
        {
            throw new SavedNetworkException($"{package.Folder}: the ids of the golden '{wrong.Text}' are none that the network takes; train the model anew");
        }

        var scores = new FitLoop(network, new Objective(package.Manifest.Task), Untrained, paddingSkip: true)
            .Score(new LabelledSequences([.. goldens.Select(g => g.Ids.ToArray())], new int[goldens.Count]));
        foreach (var (golden, given) in goldens.Zip(scores))
        {
            var difference = golden.Scores.Count == given.Length ? golden.Scores.Zip(given, (a, b) => Math.Abs(a - b)).Max() : float.PositiveInfinity;
            if (!(difference <= package.Manifest.Tolerance))
            {
                throw new SavedNetworkException($"{package.Folder}: the network of its weights scores '{golden.Text}' {difference:G3} off the package's golden, and {package.Manifest.Tolerance:G3} is allowed; train the model anew");
            }
        }
    }
}
