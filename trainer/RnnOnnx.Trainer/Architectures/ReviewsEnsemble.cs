namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>reviews-ensemble</c>: the mean of document 000's best networks, which it names as a way to better figures.</summary>
internal static class ReviewsEnsemble
{
    /// <summary>The ensemble.</summary>
    public static readonly Architecture Definition = Architecture.Ensemble(
        "reviews-ensemble",
        "Is a sentence about a movie positive? The mean of a GRU, a masked LSTM, a bidirectional and a stacked one",
        ReviewsGru.Definition,
        ReviewsLstmDropout.Definition,
        ReviewsBilstm.Definition,
        ReviewsStackedLstm.Definition);
}
