using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reviews-simple-rnn</c>: document 000's plain recurrent network.</summary>
internal static class ReviewsSimpleRnn
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        SentenceReviews.Network("reviews-simple-rnn", "SimpleRNN(100)", 15_201, .7560, masked: false, new SimpleRnnConfiguration(100)) with
        {
            Recipes = [SentenceReviews.DocumentRecipe, SentenceReviews.DocumentRecipe with { Name = "clipped", GradientNorm = 1 }],
            SampleRecipe = SentenceReviews.SampleRecipe with { LearningRate = 2e-3, GradientNorm = 1 },
            Remarks = [new ResultRemark("The same recipe on the same split in plain PyTorch (`tools/reference/results.csv`) is above the mark; why it is below here is not known yet.", "document", "glove-50d")],
        };
}
