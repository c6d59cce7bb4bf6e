using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reviews-lstm-dropout</c>: document 000's masked LSTM with dropout on inputs and state.</summary>
internal static class ReviewsLstmDropout
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        SentenceReviews.Network(
            "reviews-lstm-dropout",
            "masked; Dropout(.2), LSTM(100, dropout .1 and .1), Dropout(.2)",
            60_501,
            .7981,
            masked: true,
            new DropoutConfiguration(.2),
            SentenceReviews.Lstm(),
            new DropoutConfiguration(.2));
}
