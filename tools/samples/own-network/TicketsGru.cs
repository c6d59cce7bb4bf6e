using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>tickets-gru</c>: a GRU that reads a short message from both ends.</summary>
internal static class TicketsGru
{
    private const int Words = 2_000;
    private const int Labels = 2;

    /// <summary>The network.</summary>
    public static readonly Architecture Definition = new()
    {
        Id = "tickets-gru",
        Summary = "Which label has a message? Embedding, Bidirectional(GRU(32))",
        Task = ModelTask.MultiClass,
        Pipeline = new PipelineManifest
        {
            Kind = KerasTokenizerPipeline.Kind,
            Vocabulary = "vocab.txt",
            VocabularySize = Words,
            MaximumLength = 60,
            Padding = SequenceSide.Pre,
            Truncation = SequenceSide.Pre,
        },
        Layers =
        [
            new EmbeddingConfiguration(Words, 32),
            new BidirectionalConfiguration(new GruConfiguration(32) { ResetAfter = true }),
            new DenseConfiguration(Labels, Activation.Softmax),
        ],
        Recipes = [new Recipe { Name = "default", Epochs = 20, BatchSize = 16, LearningRate = 4e-3, Monitor = MonitoredFigure.Loss }],
        Goldens =
        [
            "I was charged for May, and I cancelled in April.",
            "The app closes when I turn the phone.",
            "Please send the invoice again!",
            "The refund shows up, but the amount is wrong.",
            "After the update: error, error, error.",
            "My card was refused, and now the app is stuck.",
            "Hello?",
            "42",
            "",
            string.Join(' ', Enumerable.Range(1, 30).Select(day => $"I have waited for {day} days.")),
        ],
    };
}
