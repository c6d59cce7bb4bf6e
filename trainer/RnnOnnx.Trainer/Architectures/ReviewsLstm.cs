using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reviews-lstm</c>: document 000's LSTM.</summary>
internal static class ReviewsLstm
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        SentenceReviews.Network("reviews-lstm", "LSTM(100)", 60_501, .7771, masked: false, new LstmConfiguration(100));
}
