using RnnOnnx.Packages;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>What the networks of document 001 share: reviews as word vectors or characters, all outputs flattened, and the way it trains on them.</summary>
internal static class WordVectorReviews
{
    private const int VectorUnits = 300;

    /// <summary>The document's: RMSprop, batch 32, 2 epochs.</summary>
    public static readonly Recipe DocumentRecipe = new() { Name = "document", Epochs = 2, BatchSize = 32, Optimizer = OptimizerKind.RmsProp };

    /// <summary>The document's with a larger step, for the few texts of the sample corpus.</summary>
    public static readonly Recipe SampleRecipe = DocumentRecipe with { Name = "sample", Epochs = 6, LearningRate = 4e-3 };

    /// <summary>What both kinds of network share.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="summary">One sentence for a list.</param>
    /// <param name="parameters">Number of parameters, all of them trainable.</param>
    /// <param name="pipeline">How text becomes ids.</param>
    /// <param name="layers">Its layers before the score.</param>
    public static Architecture Network(string id, string summary, long parameters, PipelineManifest pipeline, params IReadOnlyList<LayerConfiguration> layers) => new()
    {
        Id = id,
        Summary = summary,
        Document = "001",
        Corpus = "imdb-text",
        Split = SplitKind.ShuffledFifth,
        Task = ModelTask.Binary,
        Pipeline = pipeline,
        Layers = [.. layers, new FlattenConfiguration(), new DenseConfiguration(1, Activation.Sigmoid)],
        Parameters = parameters,
        Trainable = parameters,
        Recipes = [DocumentRecipe, DocumentRecipe with { Name = "hard-sigmoid", Gate = GateActivation.HardSigmoid }],
        SampleRecipe = SampleRecipe,
        Marks = [],
    };

    /// <summary>Why the trainer's own vectors do worse than those that plain PyTorch had.</summary>
    public static readonly ResultRemark OwnVectorsRemark = new(
        "The mark is of vectors that were made of 75,000 reviews, those without a label among them, and these were made of the 20,000 training reviews; with `w2v-300d` the same recipe passes the mark.",
        Vectors: VectorsSource.OwnLarge);

    /// <summary>A network over word vectors.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its recurrent layers in words.</param>
    /// <param name="steps">Words that it reads.</param>
    /// <param name="parameters">Number of parameters, all of them trainable; the vectors are its input.</param>
    /// <param name="layers">Its recurrent layers.</param>
    public static Architecture OfWords(string id, string name, int steps, long parameters, params IReadOnlyList<LayerConfiguration> layers) =>
        Network(
            id,
            $"Is a movie review positive? Word vectors, {name}, {steps} words",
            parameters,
            new PipelineManifest
            {
                Kind = "treebank",
                Vocabulary = "vocab.txt",
                VocabularySize = 2, // as many as the vectors have rows, which is known when they are read
                Unknown = UnknownTokens.Drop,
                MaximumLength = steps,
                Padding = SequenceSide.Post,
                Truncation = SequenceSide.Post,
            },
            [new WordVectorsConfiguration(VectorUnits), .. layers, new DropoutConfiguration(.2)]) with { Vectors = "w2v-300d" };
}
