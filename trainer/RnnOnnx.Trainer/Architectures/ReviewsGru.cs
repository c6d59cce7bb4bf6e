using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reviews-gru</c>: document 000's GRU, in the reset-before form that its parameter count shows.</summary>
internal static class ReviewsGru
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        SentenceReviews.Network("reviews-gru", "GRU(100)", 45_401, .7849, masked: false, new GruConfiguration(100) { ResetAfter = false });
}
