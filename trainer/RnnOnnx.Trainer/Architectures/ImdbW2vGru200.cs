using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-w2v-gru-200</c>: a reset-before GRU in the LSTM's place, an extension that document 001 names.</summary>
internal static class ImdbW2vGru200
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        WordVectorReviews.OfWords("imdb-w2v-gru-200", "GRU(50)", 200, 62_651, new GruConfiguration(50) { ResetAfter = false, ReturnSequences = true }) with
        {
            Remarks = [WordVectorReviews.OwnVectorsRemark],
        };
}
