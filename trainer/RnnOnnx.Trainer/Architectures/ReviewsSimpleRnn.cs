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
            Remarks =
            [
                new ResultRemark("Where training ends decides: accuracy still climbs when five epochs in a row happen to bring no better one, after 20 of 100 epochs by one seed and 41 by another. Plain PyTorch does the same.", "document", "glove-50d"),
                new ResultRemark("The limit makes the steps smaller, and the run ends after five epochs without a better one all the same: after 14 to 19 of 100.", "clipped", "glove-50d"),
            ],
        };
}
