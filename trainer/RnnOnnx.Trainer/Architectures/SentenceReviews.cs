using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Schedules;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>What all networks of document 000 share: sentence reviews of 40 steps over frozen word vectors, and the way it trains on them.</summary>
internal static class SentenceReviews
{
    private const int Vocabulary = 10_000;
    private const int VectorUnits = 50;

    /// <summary>Keras' tokenizer with the document's filters. The corpus has no apostrophes and no line breaks, so texts lose theirs.</summary>
    public static readonly PipelineManifest Pipeline = new()
    {
        Kind = "keras-tokenizer",
        Vocabulary = "vocab.txt",
        VocabularySize = Vocabulary,
        Replacements = [new TextReplacement("<br />", " "), new TextReplacement("'", "")],
        Filters = "#$%&()*+-/:;<=>@[\\]^{|}~\t\n,.!\"",
        Lower = true,
        Split = " ",
        CharacterLevel = false,
        Unknown = UnknownTokens.Drop,
        MaximumLength = 40,
        Padding = SequenceSide.Pre,
        Truncation = SequenceSide.Pre,
    };

    /// <summary>The document's: Adam, batch 1024, up to 100 epochs, stopped after 5 without a better validation accuracy.</summary>
    public static readonly Recipe DocumentRecipe = new() { Name = "document", Epochs = 100, BatchSize = 1024, Patience = 5 };

    /// <summary>Fewer epochs of more and larger steps, which become small towards the end, and averaged weights. Vectors that are not trained need no more to keep a network from learning sentences by heart.</summary>
    public static readonly Recipe BestRecipe = new()
    {
        Name = Recipe.Best,
        Epochs = 15,
        BatchSize = 256,
        LearningRate = 4e-3,
        Schedule = new CosineDecay(200),
        GradientNorm = 1,
        WeightAverage = new ExponentialAverage(.995),
        Monitor = MonitoredFigure.Loss, // towards the end epochs differ in accuracy by chance alone
    };

    /// <summary>The document's recipe, and the same with the gates of the Keras version that it ran on; and the best.</summary>
    public static readonly IReadOnlyList<Recipe> GatedRecipes = [DocumentRecipe, DocumentRecipe with { Name = "hard-sigmoid", Gate = GateActivation.HardSigmoid }, BestRecipe];

    /// <summary>The document's with small batches and a larger step, for the few texts of the sample corpus.</summary>
    public static readonly Recipe SampleRecipe = new() { Name = "sample", Epochs = 10, BatchSize = 32, LearningRate = 4e-3, Patience = 5 };

    /// <summary>An LSTM with document 000's dropout: one mask per text and gate.</summary>
    /// <param name="returnSequences">Whether it gives its output at every step.</param>
    public static LstmConfiguration Lstm(bool returnSequences = false) => new(100)
    {
        InputDropout = .1,
        InputMask = DropoutMask.PerTextAndGate,
        RecurrentDropout = .1,
        ReturnSequences = returnSequences,
    };

    /// <summary>A network of the family.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its layers in words.</param>
    /// <param name="trainable">Number of trainable parameters, the frozen vectors not among them.</param>
    /// <param name="validation">The validation accuracy that the document prints.</param>
    /// <param name="masked">Whether padding is skipped.</param>
    /// <param name="layers">Its layers between the embedding and the score.</param>
    public static Architecture Network(string id, string name, long trainable, double validation, bool masked, params IReadOnlyList<LayerConfiguration> layers) => new()
    {
        Id = id,
        Summary = $"Is a sentence about a movie positive? Frozen word vectors, {name}",
        Document = "000",
        Corpus = "reviews",
        Split = SplitKind.StratifiedTenth,
        Vectors = "glove-50d",
        Task = ModelTask.Binary,
        Pipeline = Pipeline,
        Layers =
        [
            new EmbeddingConfiguration(Vocabulary, VectorUnits) { Trainable = false, MaskZero = masked },
            .. layers,
            new DenseConfiguration(1, Activation.Sigmoid),
        ],
        Parameters = trainable + (Vocabulary * VectorUnits),
        Trainable = trainable,
        Recipes = GatedRecipes,
        SampleRecipe = SampleRecipe,
        Marks = [new Mark("test_accuracy", validation, "the document's validation accuracy, on a corpus that could not be found")],
        Remarks =
        [
            new ResultRemark(
                "The document chose the epoch by the part whose figure it prints (see the column *document's protocol*), its corpus could not be found, and part of the vectors here are estimates. "
                    + "Those networks of the family that were trained with vectors made of these texts do better by the same recipe.",
                Vectors: "glove-50d"),
        ],
    };
}
