using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reviews-bilstm</c>: document 000's masked bidirectional LSTM.</summary>
internal static class ReviewsBilstm
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        SentenceReviews.Network(
            "reviews-bilstm",
            "masked; Dropout(.2), Bidirectional(LSTM(100, dropout .1 and .1)), Dropout(.2)",
            121_001,
            .8010,
            masked: true,
            new DropoutConfiguration(.2),
            new BidirectionalConfiguration(SentenceReviews.Lstm()),
            new DropoutConfiguration(.2));
}
