using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-lstm</c>: document 003's LSTM with dropout on its inputs.</summary>
internal static class ImdbLstm
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasImdb.Network(
        "imdb-lstm",
        "Embedding, LSTM(100) with input dropout",
        1_080_501,
        KerasImdb.Embedding,
        new LstmConfiguration(100) { InputDropout = .3 }) with
    {
        Recipes = [KerasImdb.DocumentRecipe, KerasImdb.BestGatedRecipe],
        Marks = [new Mark("test_accuracy", .8786, "second epoch, chosen on the test reviews")],
    };
}
