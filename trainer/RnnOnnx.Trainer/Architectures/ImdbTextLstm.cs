using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-text-lstm</c>: document 004's LSTM.</summary>
internal static class ImdbTextLstm
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        RawReviews.Network(
            "imdb-text-lstm",
            "LSTM(64), Dense(64, relu)",
            181_761,
            new LstmConfiguration(64),
            new DenseConfiguration(64, Activation.Relu),
            new DenseConfiguration(1, Activation.Sigmoid));
}
