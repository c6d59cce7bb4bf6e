namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-ensemble</c>: the mean of networks over Keras' IMDB that read texts in different ways.</summary>
internal static class ImdbEnsemble
{
    /// <summary>The ensemble.</summary>
    public static readonly Architecture Definition = Architecture.Ensemble(
        "imdb-ensemble",
        "Is a movie review positive? The mean of a CNN, and of CNNs under an LSTM and two GRUs",
        ImdbCnn.Definition,
        ImdbCnnLstm.Definition,
        ImdbCnnGru.Definition,
        ImdbCnnGruDropout.Definition);
}
