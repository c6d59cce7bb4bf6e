using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Schedules;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>What all networks of document 003 share: Keras' IMDB with 10,000 words and 500 steps, and the way it trains on it.</summary>
internal static class KerasImdb
{
    /// <summary>Name of the corpus.</summary>
    public const string Corpus = "imdb";

    /// <summary>Number of ids.</summary>
    public const int Vocabulary = 10_000;

    /// <summary>Length of an embedded word.</summary>
    public const int EmbeddingUnits = 100;

    /// <summary>Start sign 1, out-of-vocabulary 2, words from 4 on; filled and cut at the start to 500.</summary>
    public static readonly PipelineManifest Pipeline = new()
    {
        Kind = "word-index",
        Vocabulary = "vocab.txt",
        VocabularySize = Vocabulary,
        Start = 1,
        OutOfVocabulary = 2,
        MaximumLength = 500,
        Padding = SequenceSide.Pre,
        Truncation = SequenceSide.Pre,
    };

    /// <summary>The document's: Adam, batch 128, 10 epochs.</summary>
    public static readonly Recipe DocumentRecipe = new() { Name = "document", Epochs = 10, BatchSize = 128 };

    /// <summary>What keeps a network over words from learning 25,000 reviews by heart: words and features left out, vectors to begin with, averaged weights.
    /// A recurrent one can remember a whole review from the first step of training on.</summary>
    public static readonly Recipe BestRecipe = new()
    {
        Name = Recipe.Best,
        Epochs = 5, // of 8 the loss of the validation texts grows from the fifth or sixth on
        BatchSize = 64,
        Schedule = new CosineDecay(200),
        GradientNorm = 1,
        WeightAverage = new ExponentialAverage(.995),
        LongestMemory = 250,
        WordDropout = .2,
        EmbeddingFeatureDropout = .2,
        LastDropout = .4,
        InitialEmbedding = InitialEmbedding.OwnVectors,
        Monitor = MonitoredFigure.Loss,
    };

    /// <summary>For a convolution under gates. A teacher keeps it from learning by heart, so it bears a larger step and needs less that is left out. All was settled with a tenth
    /// of the texts kept back; with that done, a thousand are enough to choose the epoch on, and the others are learned from.</summary>
    public static readonly Recipe BestConvolutionGatesRecipe = BestRecipe with
    {
        LearningRate = 2e-3,
        TeacherShare = .6,
        WordDropout = .1,
        EmbeddingFeatureDropout = .1,
        LastDropout = .2,
        ValidationShare = .04,
    };

    /// <summary>For a convolution alone, which adversarial training helps most.</summary>
    public static readonly Recipe BestConvolutionRecipe = BestConvolutionGatesRecipe with
    {
        LearningRate = 1e-3,
        LongestMemory = null,
        AdversarialNorm = .1, // from words moved by 1 it learns nothing
        LastDropout = .3,
    };

    /// <summary>What a reader of the figures of recipes with a convolution must know.</summary>
    public static readonly ResultRemark BestRemark = new("The recipe was settled, for `imdb-cnn-gru` above all, with a tenth of the training reviews kept back; this run keeps back a thousand, chooses the epoch on them and learns from the others.", Recipe.Best);

    /// <summary>The document's with smaller batches and a larger step, for the few texts of the sample corpus.</summary>
    public static readonly Recipe SampleRecipe = new() { Name = "sample", Epochs = 4, BatchSize = 32, LearningRate = 4e-3 };

    /// <summary>A network of the family.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its layers in words.</param>
    /// <param name="parameters">Number of parameters, all of them trainable.</param>
    /// <param name="layers">Its layers before the score.</param>
    public static Architecture Network(string id, string name, long parameters, params IReadOnlyList<LayerConfiguration> layers) => new()
    {
        Id = id,
        Summary = $"Is a movie review positive? {name}",
        Document = "003",
        Corpus = Corpus,
        Split = SplitKind.OfficialTest,
        Task = ModelTask.Binary,
        Pipeline = Pipeline,
        Layers = [.. layers, new DenseConfiguration(1, Activation.Sigmoid)],
        Parameters = parameters,
        Trainable = parameters,
        Recipes = [DocumentRecipe],
        SampleRecipe = SampleRecipe,
        Marks = [],
    };

    /// <summary>The family's embedding.</summary>
    public static EmbeddingConfiguration Embedding => new(Vocabulary, EmbeddingUnits);

    /// <summary>The convolution and pooling of the family's CNNs.</summary>
    public static IReadOnlyList<LayerConfiguration> Convolution => [new Convolution1dConfiguration(32, 3, Activation.Relu), new MaxPooling1dConfiguration(2)];
}
