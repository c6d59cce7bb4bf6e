using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-text-dense</c>: document 004's network without memory, which scores every step.</summary>
internal static class ImdbTextDense
{
    /// <summary>The network.</summary>
    public static readonly Architecture Definition = 
        RawReviews.Network(
            "imdb-text-dense",
            "Dense(64, relu), Dense(64, relu), Dense(1) at every step",
            140_609,
            new DenseConfiguration(64, Activation.Relu),
            new DenseConfiguration(64, Activation.Relu),
            new DenseConfiguration(1, Activation.Sigmoid)) with
        {
            Notes =
            [
                "The document's network never pools its steps, so it scores each of the 100 on its own. It is built and trained that way: the label stands for every step, "
                + "and the loss is the mean over all of them, padding included. A text's score is the mean over all 100 steps; `step_scores` holds each.",
            ],
        };
}
