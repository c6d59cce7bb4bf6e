using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-w2v-lstm-200</c>: document 001's LSTM over 200 word vectors.</summary>
internal static class ImdbW2vLstm200
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        WordVectorReviews.OfWords("imdb-w2v-lstm-200", "LSTM(50)", 200, 80_201, new LstmConfiguration(50) { ReturnSequences = true }) with
        {
            Marks = [new Mark("test_accuracy", .86, "the document's validation accuracy, with vectors that could not be found")],
        };
}
