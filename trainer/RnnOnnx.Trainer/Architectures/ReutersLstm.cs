using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reuters-lstm</c>: document 002's LSTM.</summary>
internal static class ReutersLstm
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasReuters.Network("reuters-lstm", "LSTM(32), Dropout(.5)", 1_018_542, new LstmConfiguration(32), new DropoutConfiguration(.5)) with
    {
        Recipes = KerasReuters.GatedBestRecipes,
    };
}
