using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-w2v-peephole-lstm-200</c>: an LSTM whose gates see the cell state, an extension that document 001 names.</summary>
internal static class ImdbW2vPeepholeLstm200
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        WordVectorReviews.OfWords(
            "imdb-w2v-peephole-lstm-200",
            "LSTM(50) with peepholes",
            200,
            80_351,
            new LstmConfiguration(50) { Peepholes = true, ReturnSequences = true }) with
        {
            Remarks = [WordVectorReviews.OwnVectorsRemark],
        };
}
