using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-ff</c>: document 003's feed-forward network on raw ids.</summary>
internal static class ImdbFf
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasImdb.Network(
        "imdb-ff",
        "The 500 ids as numbers, Dense(250, relu)",
        125_501,
        new IdsAsNumbersConfiguration(),
        new FlattenConfiguration(),
        new DenseConfiguration(250, Activation.Relu)) with
    {
        Notes = ["The ids are numbers without meaning: a word's id says how rare it is and no more. The document's network is kept as it is, as a measure of what ids alone can do."],
    };
}
