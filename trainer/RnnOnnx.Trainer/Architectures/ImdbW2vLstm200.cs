using RnnOnnx.Trainer.Corpora;
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
            Remarks =
            [
                new ResultRemark("The document's vectors were made of a hundred billion words of news, these of the training reviews alone; with `w2v-300d` the same recipe passes the mark.", Vectors: VectorsSource.OwnLarge),
            ],
        };
}
