using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-cnn-gru</c>: document 003's GRU over a convolution, in tf.keras 2's reset-after form.</summary>
internal static class ImdbCnnGru
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasImdb.Network(
        "imdb-cnn-gru",
        "Embedding, Conv1D(32, 3, relu), MaxPool(2), GRU(100)",
        1_049_933,
        [KerasImdb.Embedding, .. KerasImdb.Convolution, new GruConfiguration(100) { ResetAfter = true }]) with
    {
        Remarks = [KerasImdb.BestRemark],
        Recipes = [KerasImdb.DocumentRecipe with { Epochs = 3, BatchSize = 64 }, KerasImdb.DocumentRecipe with { Name = "batch-128" }, KerasImdb.BestConvolutionGatesRecipe],
        Marks = [new Mark("test_accuracy", .8669, "three epochs of batch 64; .8778 after the first of batch 128, on the test reviews")],
    };
}
