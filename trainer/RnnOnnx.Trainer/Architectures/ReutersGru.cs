using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reuters-gru</c>: a reset-before GRU, from lines that document 002 has commented out.</summary>
internal static class ReutersGru
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasReuters.Network("reuters-gru", "GRU(32)", 1_014_286, new GruConfiguration(32) { ResetAfter = false }) with
    {
        Recipes = KerasReuters.GatedBestRecipes,
    };
}
