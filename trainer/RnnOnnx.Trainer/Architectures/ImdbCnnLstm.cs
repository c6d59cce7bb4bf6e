using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-cnn-lstm</c>: document 003's LSTM over a convolution.</summary>
internal static class ImdbCnnLstm
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasImdb.Network(
        "imdb-cnn-lstm",
        "Embedding, Conv1D(32, 3, relu), MaxPool(2), LSTM(100) with input dropout",
        1_062_933,
        [KerasImdb.Embedding, .. KerasImdb.Convolution, new LstmConfiguration(100) { InputDropout = .3 }]) with
    {
        Remarks = [KerasImdb.BestRemark],
        Recipes = [KerasImdb.DocumentRecipe, KerasImdb.BestConvolutionGatesRecipe],
        Marks = [new Mark("test_accuracy", .8308, "first epoch, on the test reviews")],
    };
}
