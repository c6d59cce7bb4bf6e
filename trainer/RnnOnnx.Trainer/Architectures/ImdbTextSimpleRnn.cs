using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-text-simple-rnn</c>: document 004's plain recurrent network.</summary>
internal static class ImdbTextSimpleRnn
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        RawReviews.Network(
            "imdb-text-simple-rnn",
            "SimpleRNN(64), Dense(64, relu)",
            144_705,
            new SimpleRnnConfiguration(64),
            new DenseConfiguration(64, Activation.Relu),
            new DenseConfiguration(1, Activation.Sigmoid)) with
        {
            Recipes = [RawReviews.DocumentRecipe, RawReviews.DocumentRecipe with { Name = "clipped", GradientNorm = 1 }],
            Remarks = [new ResultRemark("Seeds lie far apart, in plain PyTorch as well: a network that reads 100 steps, the padding last, often learns little. The recipe `clipped`, which limits the gradient's norm and changes nothing else, passes the mark.", "document")],
            SampleRecipe = RawReviews.SampleRecipe with { GradientNorm = 1 },
        };
}
