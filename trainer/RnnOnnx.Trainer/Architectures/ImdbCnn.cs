using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-cnn</c>: document 003's convolutional network.</summary>
internal static class ImdbCnn
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasImdb.Network(
        "imdb-cnn",
        "Embedding, Conv1D(32, 3, relu), MaxPool(2), Flatten, Dense(250, relu)",
        3_010_133,
        [KerasImdb.Embedding, .. KerasImdb.Convolution, new FlattenConfiguration(), new DenseConfiguration(250, Activation.Relu)]) with
    {
        Remarks = [KerasImdb.BestRemark],
        Recipes = [KerasImdb.DocumentRecipe, KerasImdb.BestConvolutionRecipe],
        SampleRecipe = KerasImdb.SampleRecipe with { LearningRate = 1e-3 },
    };
}
