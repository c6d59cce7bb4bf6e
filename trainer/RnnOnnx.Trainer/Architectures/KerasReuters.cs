using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training.Schedules;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>What all networks of document 002 share: Keras' Reuters with 10,000 words, 500 steps and 46 topics, and the way it trains on it.</summary>
internal static class KerasReuters
{
    /// <summary>Number of topics.</summary>
    public const int Topics = 46;

    /// <summary>The ids' scheme is that of <see cref="KerasImdb"/>.</summary>
    public static readonly PipelineManifest Pipeline = KerasImdb.Pipeline;

    /// <summary>The document's: Adam, batch 128, 5 epochs.</summary>
    public static readonly Recipe DocumentRecipe = new() { Name = "document", Epochs = 5, BatchSize = 128 };

    /// <summary>The document's recipe, and the same with the gates of the Keras version that it ran on.</summary>
    public static readonly IReadOnlyList<Recipe> GatedRecipes = [DocumentRecipe, DocumentRecipe with { Name = "hard-sigmoid", Gate = GateActivation.HardSigmoid }];

    /// <summary>What lets a gated network learn 46 topics of 7,000 wires: gates that remember a wire from the first step of training on, vectors to begin with, words left out, averaged weights.</summary>
    public static readonly Recipe BestRecipe = new()
    {
        Name = Recipe.Best,
        Epochs = 20,
        BatchSize = 64,
        LearningRate = 3e-3,
        Schedule = new CosineDecay(100),
        GradientNorm = 1,
        WeightAverage = new ExponentialAverage(.99),
        WordDropout = .2,
        LongestMemory = 200,
        InitialEmbedding = InitialEmbedding.OwnVectors,
    };

    /// <summary>The recipes of the networks with gates.</summary>
    public static readonly IReadOnlyList<Recipe> GatedBestRecipes = [.. GatedRecipes, BestRecipe];

    /// <summary>The document's with smaller batches and a larger step, for the few texts of the sample corpus.</summary>
    public static readonly Recipe SampleRecipe = new() { Name = "sample", Epochs = 8, BatchSize = 32, LearningRate = 4e-3 };

    /// <summary>A network of the family.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its layers in words.</param>
    /// <param name="parameters">Number of parameters, all of them trainable.</param>
    /// <param name="layers">Its layers between the embedding and the topics.</param>
    public static Architecture Network(string id, string name, long parameters, params IReadOnlyList<LayerConfiguration> layers) => new()
    {
        Id = id,
        Summary = $"Which of 46 topics is a newswire about? Embedding, {name}",
        Document = "002",
        Corpus = "reuters",
        Split = SplitKind.LastFifth,
        Task = ModelTask.MultiClass,
        Pipeline = Pipeline,
        Layers = [new EmbeddingConfiguration(KerasImdb.Vocabulary, KerasImdb.EmbeddingUnits), .. layers, new DenseConfiguration(Topics, Activation.Softmax)],
        Parameters = parameters,
        Trainable = parameters,
        Recipes = GatedRecipes,
        SampleRecipe = SampleRecipe,
        Marks = [],
        Goldens = GoldenTexts.Wires,
        Examples = ExampleTexts.Wires,
    };
}
