using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reuters-simple-rnn</c>: document 002's plain recurrent network.</summary>
internal static class ReutersSimpleRnn
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasReuters.Network("reuters-simple-rnn", "SimpleRNN(32)", 1_005_774, new SimpleRnnConfiguration(32)) with
    {
        Recipes = [KerasReuters.DocumentRecipe, KerasReuters.DocumentRecipe with { Name = "clipped", GradientNorm = 1 }],
        SampleRecipe = KerasReuters.SampleRecipe with { Epochs = 12, LearningRate = 2e-3, GradientNorm = 1 },
        Marks =
        [
            new Mark("test_accuracy", .4880, "validation accuracy of the fourth epoch, the best"),
            new Mark("official_test_accuracy", .5085, "after the fifth epoch"),
        ],
        Remarks = [new ResultRemark("The document's figure is of one run, and seeds lie far apart.", "document")],
    };
}
