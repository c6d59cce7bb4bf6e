using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>imdb-char-lstm</c>: document 001's LSTM over the characters of a review.</summary>
internal static class ImdbCharLstm
{
    private const int Symbols = 46;

    /// <summary>The network.</summary>
    public static readonly Architecture Definition = WordVectorReviews.Network(
        "imdb-char-lstm",
        "Is a movie review positive? One-hot characters, LSTM(20), Dropout(.4)",
        35_361,
        new PipelineManifest
        {
            Kind = "characters",
            Vocabulary = "vocab.txt",
            VocabularySize = Symbols,
            MaximumLength = 1500,
            Padding = SequenceSide.Post,
            Truncation = SequenceSide.Post,
        },
        new OneHotConfiguration(Symbols),
        new LstmConfiguration(20) { ReturnSequences = true },
        new DropoutConfiguration(.4)) with
    {
        Recipes =
        [
            WordVectorReviews.DocumentRecipe with { Epochs = 5 },
            WordVectorReviews.DocumentRecipe with { Name = "hard-sigmoid", Epochs = 5, Gate = GateActivation.HardSigmoid },
        ],
        SampleRecipe = WordVectorReviews.SampleRecipe with { Epochs = 5, BatchSize = 64 },
        Marks = [new Mark("test_accuracy", .58, "the document's validation accuracy after five epochs")],
    };
}
