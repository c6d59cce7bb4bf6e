using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reviews-stacked-lstm</c>: document 000's two masked LSTMs.</summary>
internal static class ReviewsStackedLstm
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        SentenceReviews.Network(
            "reviews-stacked-lstm",
            "masked; Dropout(.2), LSTM(100, dropout .1 and .1, sequences), LSTM(100, dropout .1 and .1), Dropout(.2)",
            140_901,
            .7980,
            masked: true,
            new DropoutConfiguration(.2),
            SentenceReviews.Lstm(returnSequences: true),
            SentenceReviews.Lstm(),
            new DropoutConfiguration(.2));
}
