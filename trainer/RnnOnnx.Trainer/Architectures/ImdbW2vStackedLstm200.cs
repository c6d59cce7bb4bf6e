using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-w2v-stacked-lstm-200</c>: two LSTMs, an extension that document 001 names.</summary>
internal static class ImdbW2vStackedLstm200
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        WordVectorReviews.OfWords(
            "imdb-w2v-stacked-lstm-200",
            "2 x LSTM(50)",
            200,
            100_401,
            new LstmConfiguration(50) { ReturnSequences = true },
            new LstmConfiguration(50) { ReturnSequences = true }) with
        {
            Remarks = [WordVectorReviews.OwnVectorsRemark],
        };
}
