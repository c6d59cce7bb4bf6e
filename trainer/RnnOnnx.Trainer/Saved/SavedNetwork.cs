using System.Text.Json;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;
using TorchSharp;

namespace RnnOnnx.Trainer.Saved;

/// <summary>A network with its weights and what its ids and scores mean, from a model package or from a folder that <see cref="StructureFolder"/> has written.</summary>
public sealed record SavedNetwork
{
    /// <summary>Where it was read from, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of the file that holds the weights; empty before there is one.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Id of the model; the architecture's own for freshly drawn weights.</summary>
    public required string Id { get; init; }

    /// <summary>Id of its architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>One sentence for a reader.</summary>
    public required string Summary { get; init; }

    /// <summary>What its scores mean.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>How text becomes ids.</summary>
    public required PipelineManifest Pipeline { get; init; }

    /// <summary>The layers, first to last.</summary>
    public required IReadOnlyList<LayerConfiguration> Layers { get; init; }

    /// <summary>The weights by the names of <see cref="Network.Weights"/>; without <see cref="Vocabulary"/> only the trainable ones, for given vectors belong to words.</summary>
    public required IReadOnlyList<NamedTensor> Weights { get; init; }

    /// <summary>The words that the ids stand for; null for a network that was never trained.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>How often each line of the vocabulary occurs in the training texts; null where it was not counted.</summary>
    public IReadOnlyList<long>? Counts { get; init; }

    /// <summary>The labels in the order of the scores; null for a network that was never trained, or generates.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The vectors package whose rows are the network's input; null when it takes the ids themselves, or was never trained.</summary>
    public VectorsReference? Vectors { get; init; }

    /// <summary>The folder of <see cref="Vectors"/>; null where there are none.</summary>
    public string? VectorsFolder { get; init; }

    /// <summary>Where the vectors of a frozen embedding come from; null where there is none.</summary>
    public string? VectorsSource { get; init; }

    /// <summary>The network's id and the hash of its weights, for manifests.</summary>
    public string Origin => $"{Id} {Sha256}";

    /// <summary>Opens a package or a folder that <see cref="StructureFolder"/> has written.</summary>
    /// <param name="place">Its folder, or the id of a package in the zoo.</param>
    /// <param name="models">The zoo's folder.</param>
    /// <exception cref="RnnOnnxException">There is none, it is damaged, or it is no network that the trainer knows.</exception>
    public static SavedNetwork Open(string place, string models)
    {
        ArgumentException.ThrowIfNullOrEmpty(place);
        ArgumentNullException.ThrowIfNull(models);
        if (new[] { place, Path.Combine(models, place) }.FirstOrDefault(folder => File.Exists(Path.Combine(folder, ModelManifest.FileName))) is { } package)
        {
            return PackagedNetwork.Read(ModelPackage.Open(package));
        }

        if (File.Exists(Path.Combine(place, StructureFolder.FileName)))
        {
            var saved = StructureFolder.Read(place);
            return saved.Vectors is { } vectors ? saved with { VectorsFolder = Path.Combine(models, vectors.Id) } : saved;
        }

        throw new SavedNetworkException($"'{place}' is neither a package in {models}, nor the folder of a package ({ModelManifest.FileName}) or of an exported structure ({StructureFolder.FileName}); correct the path, or train the model first");
    }

    /// <summary>A network with freshly drawn weights, which knows no words and no labels yet.</summary>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="recipe">The recipe that may choose the gates' function; null for the architecture's own.</param>
    /// <param name="seed">Decides the weights: those with which training begins with the same seed, but for vectors that a recipe lets an embedding begin with.</param>
    /// <exception cref="SavedNetworkException">The architecture has no layers of its own.</exception>
    public static SavedNetwork Draw(Architecture architecture, Recipe? recipe, int seed)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        DemandLayers(architecture.Id, architecture);
        torch.manual_seed(seed);
        using var network = architecture.Build(recipe);
        return new SavedNetwork
        {
            Source = $"seed {seed}",
            Sha256 = "",
            Id = architecture.Id,
            Architecture = architecture.Id,
            Summary = architecture.Summary,
            Task = architecture.Task,
            Pipeline = architecture.Pipeline,
            Layers = architecture.LayersOf(recipe),
            Weights = [.. network.Weights.Where(w => w.Parameter.requires_grad).Select(w => new NamedTensor(w.Name, w.Parameter.shape, NetworkGraph.Floats(w.Parameter)))],
        };
    }

    /// <summary>Demands that training can go on from here with an architecture and a recipe.</summary>
    /// <exception cref="SavedNetworkException">It is another network, or reads texts in another way.</exception>
    public void Demand(Architecture architecture, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        if (Architecture != architecture.Id)
        {
            throw new SavedNetworkException($"{Source} holds the network {Architecture}, and {architecture.Id} is to be trained; name {Architecture}, or another place to start from");
        }

        var layers = architecture.LayersOf(recipe);
        if (!layers.SequenceEqual(Layers))
        {
            var place = Enumerable.Range(0, Math.Max(layers.Count, Layers.Count)).First(i => i >= layers.Count || i >= Layers.Count || layers[i] != Layers[i]);
            var fitting = architecture.Recipes.Append(architecture.SampleRecipe).FirstOrDefault(r => architecture.LayersOf(r).SequenceEqual(Layers));
            throw new SavedNetworkException(
                $"{Source}: layer {place + 1} is {Layer(Layers, place)}, and that of {architecture.Id} with the recipe '{recipe.Name}' is {Layer(layers, place)}; "
                + (fitting is null ? "train it anew" : $"with --recipe {fitting.Name} it is the same"));
        }

        // Where the words are those of given vectors, their number is not the architecture's to say.
        var pipeline = Vocabulary is { } words && architecture.Pipeline.Kind == TreebankPipeline.Kind ? architecture.Pipeline with { VocabularySize = words.Count } : architecture.Pipeline;
        if (JsonSerializer.Serialize(Pipeline) != JsonSerializer.Serialize(pipeline))
        {
            throw new SavedNetworkException($"{Source} reads texts with other settings than {architecture.Id} does now ({Pipeline.Kind}, {Pipeline.MaximumLength} steps, against {architecture.Pipeline.Kind}, {architecture.Pipeline.MaximumLength} steps); train it anew");
        }
    }

    /// <summary>Demands that a corpus has the network's labels.</summary>
    /// <exception cref="SavedNetworkException">It has others, or the same in another order.</exception>
    public void DemandLabels(string corpus, IReadOnlyList<string> labels)
    {
        if (Labels is not null && !Labels.SequenceEqual(labels))
        {
            throw new SavedNetworkException($"{corpus} has the labels {List(labels)}, and {Source} tells {List(Labels)} apart; start from a network of these labels, or from none");
        }
    }

    /// <summary>Demands that a corpus that comes as ids means the same words by them.</summary>
    /// <exception cref="SavedNetworkException">A word differs.</exception>
    public void DemandVocabulary(string corpus, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (Vocabulary is null)
        {
            return;
        }

        var common = Math.Min(Vocabulary.Count, vocabulary.Count);
        var id = Enumerable.Range(0, common).FirstOrDefault(i => Vocabulary[i] != vocabulary[i], common);
        if (id < common || Vocabulary.Count != vocabulary.Count)
        {
            throw new SavedNetworkException(
                $"{Source} has other words than {corpus}: id {id} is {Word(Vocabulary, id)} there and {Word(vocabulary, id)} here, so its weights would be given wrong words; "
                + "train on the corpus that it was trained on, or on texts of your own with --corpus FILE, which are read with its vocabulary");
        }
    }

    /// <summary>Gives the weights to a network of the same layers.</summary>
    /// <exception cref="SavedNetworkException">A weight is missing, of another shape or not a number, or there is one more.</exception>
    public void PutInto(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var weights = Weights.ToDictionary(w => w.Name);
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        foreach (var (name, parameter) in network.Weights)
        {
            if (!weights.Remove(name, out var weight))
            {
                if (Vocabulary is null && !parameter.requires_grad)
                {
                    continue;
                }

                throw Wrong($"lacks '{name}'");
            }

            if (!weight.Shape.SequenceEqual(parameter.shape))
            {
                throw Wrong($"has '{name}' of shape [{string.Join(", ", weight.Shape)}], where the network has [{string.Join(", ", parameter.shape)}]");
            }

            if (!Array.TrueForAll(weight.Values, float.IsFinite))
            {
                throw Wrong($"holds a value of '{name}' that is no finite number");
            }

            parameter.copy_(torch.tensor(weight.Values, parameter.shape));
        }

        if (weights.Count > 0)
        {
            throw Wrong($"has '{weights.Keys.First()}', which the network does not know");
        }
    }

    /// <summary>Demands that an architecture has layers.</summary>
    internal static void DemandLayers(string source, Architecture architecture)
    {
        if (architecture.Layers.Count == 0)
        {
            throw new SavedNetworkException($"{source} has no layers of its own: it is made of {string.Join(", ", architecture.Members)}; take one of these");
        }
    }

    private static string Layer(IReadOnlyList<LayerConfiguration> layers, int place) => place < layers.Count ? $"{layers[place]}" : "missing";

    private static string List(IReadOnlyList<string> labels) => $"{string.Join(", ", labels.Take(5))}{(labels.Count > 5 ? $", ... ({labels.Count})" : "")}";

    private static string Word(Vocabulary vocabulary, int id) => id < vocabulary.Count ? $"'{vocabulary[id]}'" : "nothing";

    private SavedNetworkException Wrong(string what) => new($"{Source} {what}; it was saved from another network or is damaged. Export it again.");
}
