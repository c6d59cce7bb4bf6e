using RnnOnnx.Packages;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>A network of the zoo: what it is made of, how text reaches it, how it is trained, and what its document reports.</summary>
public sealed record Architecture
{
    /// <summary>The <see cref="Document"/> of networks beyond the documents.</summary>
    public const string NoDocument = "-";

    /// <summary>The <see cref="Corpus"/> of networks that learn from nothing but a user's own texts.</summary>
    public const string NoCorpus = "-";

    /// <summary>Stands for the trainer's own word vectors of whatever dimension a network needs.</summary>
    public const string AnyOwnVectors = "own";

    private readonly long? _parameters;
    private readonly long? _trainable;

    /// <summary>The id, also the name of the model's package.</summary>
    public required string Id { get; init; }

    /// <summary>One sentence for a list.</summary>
    public required string Summary { get; init; }

    /// <summary>The document that describes the network; <see cref="NoDocument"/> where none does.</summary>
    public string Document { get; init; } = NoDocument;

    /// <summary>Name of the corpus it is trained on; <see cref="NoCorpus"/> where that is always a user's own.</summary>
    public string Corpus { get; init; } = NoCorpus;

    /// <summary>Which of its texts are kept back.</summary>
    public SplitKind Split { get; init; } = SplitKind.StratifiedTenth;

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

    /// <summary>The exact number of parameters. A document's must be stated, for the layers are held to it; otherwise the layers are counted.</summary>
    public long Parameters
    {
        get => _parameters ?? Describe().Sum(layer => layer.Parameters);
        init => _parameters = value;
    }

    /// <summary>The exact number of trainable parameters, as <see cref="Parameters"/>.</summary>
    public long Trainable
    {
        get => _trainable ?? Describe().Sum(layer => layer.Trainable);
        init => _trainable = value;
    }

    /// <summary>The recipes, at least one; the first, of a document's network the document's, is used where none is named.</summary>
    public required IReadOnlyList<Recipe> Recipes { get; init; }

    /// <summary>The recipe for sample corpora, which are small and must train quickly on any machine; the first one where none is given.</summary>
    public Recipe SampleRecipe
    {
        get => field ?? Recipes[0] with { Name = "sample" };
        init;
    }

    /// <summary>The figures to reach.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>What a reader of the model's card must know: slips of the document, departures from it. One paragraph each, Markdown.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Texts of the project's own, on which its package records what the model answers.</summary>
    public IReadOnlyList<string> Goldens { get; init; } = GoldenTexts.Films;

    /// <summary>Texts of the project's own on which the model's card shows what it gets wrong.</summary>
    public IReadOnlyList<LabelledExample> Examples { get; init; } = ExampleTexts.Films;

    /// <summary>What a reader of the results must know of a figure, such as why it misses its mark. Nothing of a package follows from it.</summary>
    public IReadOnlyList<ResultRemark> Remarks { get; init; } = [];

    /// <summary>How far a score of the ONNX graph may lie from the trainer's own, absolute.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Why <see cref="Tolerance"/> is looser than 1e-5; null when it is not.</summary>
    public string? ToleranceReason { get; init; }

    /// <summary>What is wrong with the definition, each a clause; none if nothing is. Whether the layers fit together shows when they are built.</summary>
    public IEnumerable<string> Faults =>
    [
        .. Fault.If(!ZooFolder.IsId(Id), $"'{Id}' is no id: it names a folder and is made of lower-case letters, digits and hyphens"),
        .. Fault.If(Recipes.Count == 0, "there is no recipe"),
        .. Layers is [EmbeddingConfiguration embedding, ..]
            ? Fault.If(embedding.Vocabulary < Pipeline.VocabularySize, $"the text pipeline has {Pipeline.VocabularySize:N0} ids, and the embedding has vectors for {embedding.Vocabulary:N0}")
            : [],
        .. Fault.If(Task == ModelTask.Binary && Layers is [.., not DenseConfiguration { Units: 1, Activation: Activation.Sigmoid }], "a binary network ends with Dense(1, Sigmoid)"),
        .. Fault.If(Task == ModelTask.MultiClass && Layers is [.., not DenseConfiguration { Units: > 1, Activation: Activation.Softmax }], "a network for several labels ends with Dense(labels, Softmax)"),
    ];

    /// <summary>Builds the network with freshly drawn weights and checks that it has the parameters it should have.</summary>
    /// <param name="recipe">May choose the gates' function and add dropout; null for the architecture's own.</param>
    /// <exception cref="RnnOnnxException">The definition has a fault, its layers do not fit together, or they have other parameters than it states.</exception>
    /// <exception cref="InvalidOperationException">There are no layers.</exception>
    public Network Build(Recipe? recipe = null)
    {
        if (Layers.Count == 0)
        {
            throw new InvalidOperationException($"{Id} has no layers of its own: it is made of {string.Join(", ", Members)}");
        }

        if (Faults.ToArray() is { Length: > 0 } faults)
        {
            throw new RnnOnnxException($"{Id}: {string.Join("; ", faults)}");
        }

        var network = Join(LayersOf(recipe), recipe?.Noise);
        if (Task == ModelTask.MultiClass && network.ScoresSteps)
        {
            throw new RnnOnnxException($"{Id}: its last layer scores every step, and a text has one label; before it, flatten, or let the last recurrent layer return no sequences");
        }

        var layers = network.Describe();
        var (parameters, trainable) = (layers.Sum(l => l.Parameters), layers.Sum(l => l.Trainable));
        return (_parameters ?? parameters) == parameters && (_trainable ?? trainable) == trainable
            ? network
            : throw new RnnOnnxException($"{Id}: its layers have {parameters:N0} parameters ({trainable:N0} trainable), and it should have {_parameters ?? parameters:N0} ({_trainable ?? trainable:N0})");
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
            Recipes = members.All(m => m.HasRecipe(Recipe.Best)) ? [recipe, recipe with { Name = Recipe.Best, ValidationShare = members.Min(m => m.Choose(Recipe.Best, onSample: false).ValidationShare) }] : [recipe],
            SampleRecipe = recipe,
            Marks = [],
            Notes = [],
            Remarks = [],
        };
    }

    /// <summary>This network with other word vectors of the dimension that it needs; one that takes none stays as it is.</summary>
    /// <param name="name">One of <see cref="VectorsSource.Names"/>, or <see cref="AnyOwnVectors"/>; null for the network's.</param>
    /// <exception cref="RnnOnnxException">There are none of that name, or their dimension is another.</exception>
    public Architecture WithVectors(string? name)
    {
        if (name is null || Vectors is null)
        {
            return this;
        }

        var chosen = name == AnyOwnVectors ? VectorsSource.OwnLike(Vectors) : name;
        var (wanted, dimension) = (VectorsSource.Dimension(Vectors), VectorsSource.Dimension(chosen));
        return wanted == dimension
            ? this with { Vectors = chosen }
            : throw new RnnOnnxException(
                $"{Id} takes vectors of {wanted} dimensions, and '{chosen}' has {dimension}; choose {string.Join(", ", VectorsSource.Names.Where(other => VectorsSource.Dimension(other) == wanted))} or {AnyOwnVectors}");
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
                Examples = [],
                Remarks = [],
            };
    }

    /// <summary>Whether one of the recipes has a name.</summary>
    public bool HasRecipe(string name) => Recipes.Append(SampleRecipe).Any(recipe => recipe.Name == name);

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

    private Network Join(IReadOnlyList<LayerConfiguration> layers, TrainingNoise? noise)
    {
        try
        {
            return new Network(layers, Pipeline.MaximumLength, Pipeline.Padding, noise);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new RnnOnnxException($"{Id}: its layers do not fit together: {e.Message}", e);
        }
    }

    private static LayerConfiguration WithGate(LayerConfiguration layer, GateActivation gate) => layer switch
    {
        LstmConfiguration lstm => lstm with { Gate = gate },
        GruConfiguration gru => gru with { Gate = gate },
        BidirectionalConfiguration both => both with { Layer = (RecurrentConfiguration)WithGate(both.Layer, gate) },
        _ => layer,
    };
}
