using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-simple-rnn</c>: document 003's plain recurrent network.</summary>
internal static class ImdbSimpleRnn
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = KerasImdb.Network(
        "imdb-simple-rnn",
        "Embedding, SimpleRNN(100)",
        1_020_201,
        KerasImdb.Embedding,
        new SimpleRnnConfiguration(100)) with
    {
        Recipes =
        [
            KerasImdb.DocumentRecipe,
            KerasImdb.DocumentRecipe with { Name = "clipped", GradientNorm = 1 }, // the document's own lesson: a SimpleRNN's gradients explode
        ],
        SampleRecipe = KerasImdb.SampleRecipe with { Epochs = 10, LearningRate = 2e-3 }, // the larger step throws a SimpleRNN off
        Marks = [new Mark("test_accuracy", .8320, "second epoch, chosen on the test reviews")],
        Remarks = [new ResultRemark("Gradients explode through 500 steps, and seeds lie far apart. The recipe `clipped`, which limits the gradient's norm and changes nothing else, passes the mark.", "document")],
    };
}
