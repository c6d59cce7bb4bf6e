using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reuters-bilstm</c>: document 002's bidirectional LSTM.</summary>
internal static class ReutersBilstm
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasReuters.Network("reuters-bilstm", "Bidirectional(LSTM(32))", 1_037_038, new BidirectionalConfiguration(new LstmConfiguration(32))) with
    {
        Recipes = KerasReuters.GatedBestRecipes,
    };
}
