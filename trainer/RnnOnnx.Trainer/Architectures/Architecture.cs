using RnnOnnx.Packages;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>A network of the zoo: what it is made of, how text reaches it, how it is trained, and what its document reports.</summary>
public sealed record Architecture
{
    /// <summary>The <see cref="Document"/> of networks beyond the documents.</summary>
    public const string NoDocument = "-";

    /// <summary>The id, also the name of the model's package.</summary>
    public required string Id { get; init; }

    /// <summary>One sentence for a list.</summary>
    public required string Summary { get; init; }

    /// <summary>The document that describes the network; <see cref="NoDocument"/> where none does.</summary>
    public required string Document { get; init; }

    /// <summary>Name of the corpus it is trained on.</summary>
    public required string Corpus { get; init; }

    /// <summary>Which of its texts are kept back.</summary>
    public required SplitKind Split { get; init; }

    /// <summary>Name of the word vectors that it takes; null for none.</summary>
    public string? Vectors { get; init; }

    /// <summary>What its scores mean.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>How text becomes ids.</summary>
    public required PipelineManifest Pipeline { get; init; }

    /// <summary>The layers, first to last; none for an ensemble.</summary>
    public IReadOnlyList<LayerConfiguration> Layers { get; init; } = [];

    /// <summary>Ids of the networks whose scores an ensemble averages; none for a network.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>The exact number of parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>The exact number of trainable parameters.</summary>
    public required long Trainable { get; init; }

    /// <summary>The recipes, the document's first.</summary>
    public required IReadOnlyList<Recipe> Recipes { get; init; }

    /// <summary>The recipe for sample corpora, which are small and must train quickly on any machine.</summary>
    public required Recipe SampleRecipe { get; init; }

    /// <summary>The figures to reach.</summary>
    public required IReadOnlyList<Mark> Marks { get; init; }

    /// <summary>What a reader of the model's card must know: slips of the document, departures from it. One paragraph each, Markdown.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Texts of the project's own, on which its package records what the model answers.</summary>
    public IReadOnlyList<string> Goldens { get; init; } = GoldenTexts.Films;

    /// <summary>How far a score of the ONNX graph may lie from the trainer's own, absolute.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Why <see cref="Tolerance"/> is looser than 1e-5; null when it is not.</summary>
    public string? ToleranceReason { get; init; }

    /// <summary>Builds the network with freshly drawn weights and checks that it has the parameters it should have.</summary>
    /// <param name="recipe">May choose the gates' function and add dropout; null for the architecture's own.</param>
    /// <exception cref="InvalidOperationException">The counts differ, or there are no layers.</exception>
    public Network Build(Recipe? recipe = null)
    {
        if (Layers.Count == 0)
        {
            throw new InvalidOperationException($"{Id} has no layers of its own: it is made of {string.Join(", ", Members)}");
        }

        var network = new Network(LayersOf(recipe), Pipeline.MaximumLength, Pipeline.Padding, recipe?.Dropout);
        var layers = network.Describe();
        var (parameters, trainable) = (layers.Sum(l => l.Parameters), layers.Sum(l => l.Trainable));
        return parameters == Parameters && trainable == Trainable
            ? network
            : throw new InvalidOperationException($"{Id}: its layers have {parameters:N0} parameters ({trainable:N0} trainable), its document {Parameters:N0} ({Trainable:N0})");
    }

    /// <summary>The layers with the gates of a recipe.</summary>
    /// <param name="recipe">May choose the gates' function; null for the architecture's own.</param>
    public IReadOnlyList<LayerConfiguration> LayersOf(Recipe? recipe) => [.. Layers.Select(layer => recipe?.Gate is { } gate ? WithGate(layer, gate) : layer)];

    /// <summary>An ensemble: its score is the mean of its members', which share a corpus, its division and a pipeline.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="summary">One sentence for a list.</param>
    /// <param name="members">The networks; each counts all its parameters, also those that they share.</param>
    public static Architecture Ensemble(string id, string summary, params IReadOnlyList<Architecture> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var recipe = new Recipe { Name = "mean", Epochs = 0, BatchSize = 1 };
        return members[0] with
        {
            Id = id,
            Summary = summary,
            Layers = [],
            Members = [.. members.Select(m => m.Id)],
            Parameters = members.Sum(m => m.Parameters),
            Trainable = members.Sum(m => m.Trainable),
            Recipes = [recipe],
            SampleRecipe = recipe,
            Marks = [],
            Notes = [],
        };
    }

    /// <summary>One line per layer; an ensemble's are its members', each with the member's id before its name.</summary>
    public IReadOnlyList<LayerManifest> Describe()
    {
        if (Members.Count > 0)
        {
            return [.. Members.SelectMany(id => ArchitectureRegistry.Find(id).Describe().Select(layer => layer with { Name = $"{id}/{layer.Name}" }))];
        }

        using var network = Build();
        return network.Describe();
    }

    /// <summary>How many labels the network tells apart; null for one that tells none.</summary>
    public int? LabelCount => Task switch
    {
        ModelTask.Binary => 2,
        ModelTask.MultiClass => Layers.OfType<DenseConfiguration>().LastOrDefault()?.Units,
        _ => null,
    };

    /// <summary>This network for a user's own texts, of which no document says anything.</summary>
    /// <param name="corpus">The texts.</param>
    /// <exception cref="RnnOnnxException">The network does not classify texts by itself.</exception>
    public Architecture For(OwnCorpus corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        return LabelCount is null || Layers.Count == 0
            ? throw new RnnOnnxException($"{Id} cannot be trained on a file of labelled texts: it {(Layers.Count == 0 ? "is made of other networks" : "tells no labels apart")}; take another network")
            : this with
            {
                Summary = $"Which label of {corpus.Name} has a text? {Summary[(Summary.IndexOf('?') + 1)..].Trim()}",
                Corpus = corpus.Name,
                Split = corpus.TestFile is null ? SplitKind.StratifiedTenth : SplitKind.OfficialTest,
                Marks = [],
            };
    }

    /// <summary>Finds a recipe.</summary>
    /// <param name="name">Its name; null for the document's, or for the sample recipe on a sample corpus.</param>
    /// <param name="onSample">Whether the corpus is a sample.</param>
    /// <exception cref="RnnOnnxException">There is none of that name.</exception>
    public Recipe Choose(string? name, bool onSample)
    {
        Recipe[] all = [.. Recipes, SampleRecipe];
        return name is null
            ? onSample ? SampleRecipe : Recipes[0]
            : all.FirstOrDefault(r => r.Name == name) ?? throw new RnnOnnxException($"{Id} has no recipe '{name}'; it has {string.Join(", ", all.Select(r => r.Name))}");
    }

    private static LayerConfiguration WithGate(LayerConfiguration layer, GateActivation gate) => layer switch
    {
        LstmConfiguration lstm => lstm with { Gate = gate },
        GruConfiguration gru => gru with { Gate = gate },
        BidirectionalConfiguration both => both with { Layer = (RecurrentConfiguration)WithGate(both.Layer, gate) },
        _ => layer,
    };
}
