using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-ff-embedding</c>: document 003's feed-forward network over embedded words.</summary>
internal static class ImdbFfEmbedding
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasImdb.Network(
        "imdb-ff-embedding",
        "Embedding, Flatten, Dense(250, relu)",
        13_500_501,
        KerasImdb.Embedding,
        new FlattenConfiguration(),
        new DenseConfiguration(250, Activation.Relu)) with
    {
        Recipes = [KerasImdb.DocumentRecipe, KerasImdb.BestRecipe with { LongestMemory = null, TeacherShare = .6 }],
        SampleRecipe = KerasImdb.SampleRecipe with { BatchSize = 128, LearningRate = 1e-3, Epochs = 6 }, // each step moves 13.5 million weights
        Marks = [new Mark("test_accuracy", .8759, "test accuracy after training")],
        Remarks = [new ResultRemark("The document's figure is of one run that learned from all 25,000 reviews; here 2,500 of them choose the epoch. The recipe `best`, of the same parameters, passes it.", "document")],
    };
}
