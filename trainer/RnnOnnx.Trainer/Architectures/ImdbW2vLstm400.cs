using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-w2v-lstm-400</c>: document 001's LSTM over 400 word vectors.</summary>
internal static class ImdbW2vLstm400
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        WordVectorReviews.OfWords("imdb-w2v-lstm-400", "LSTM(50)", 400, 90_201, new LstmConfiguration(50) { ReturnSequences = true });
}
