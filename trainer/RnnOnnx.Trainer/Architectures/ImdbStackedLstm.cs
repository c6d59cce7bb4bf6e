using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-stacked-lstm</c>: two LSTMs, an experiment that document 003 asks its reader for.</summary>
internal static class ImdbStackedLstm
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasImdb.Network(
        "imdb-stacked-lstm",
        "Embedding, LSTM(100, sequences), LSTM(100)",
        1_160_901,
        KerasImdb.Embedding,
        new LstmConfiguration(100) { ReturnSequences = true },
        new LstmConfiguration(100)) with
    {
        Recipes = [KerasImdb.DocumentRecipe, KerasImdb.BestRecipe],
    };
}
