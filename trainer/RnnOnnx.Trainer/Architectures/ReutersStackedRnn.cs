using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reuters-stacked-rnn</c>: four recurrent layers, from lines that document 002 has commented out.</summary>
internal static class ReutersStackedRnn
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasReuters.Network(
        "reuters-stacked-rnn",
        "3 x SimpleRNN(32, sequences), SimpleRNN(32)",
        1_012_014,
        new SimpleRnnConfiguration(32) { ReturnSequences = true },
        new SimpleRnnConfiguration(32) { ReturnSequences = true },
        new SimpleRnnConfiguration(32) { ReturnSequences = true },
        new SimpleRnnConfiguration(32)) with
    {
        Recipes = [KerasReuters.DocumentRecipe, KerasReuters.DocumentRecipe with { Name = "clipped", GradientNorm = 1 }],
        SampleRecipe = KerasReuters.SampleRecipe with { Epochs = 12, LearningRate = 1e-3, GradientNorm = 1 },
    };
}
