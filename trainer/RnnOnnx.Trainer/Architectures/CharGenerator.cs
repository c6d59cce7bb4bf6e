using RnnOnnx.Packages;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary><c>char-generator</c>: document 002's small example, a network that spells a word between a start and an end sign, made to write sentences.</summary>
internal static class CharGenerator
{
    // The four signs and the 96 commonest characters: what a review is typed with is not many more.
    private const int Vocabulary = 100;
    private const int Units = 128;

    /// <summary>The network.</summary>
    public static readonly Architecture Definition = new()
    {
        Id = "char-generator",
        Summary = "Writes the opening of a movie review, character by character. Embedding, LSTM(128), LSTM(128)",
        Document = Architecture.NoDocument,
        Corpus = ReviewOpenings.Name,
        Split = SplitKind.OfficialTest,
        Task = ModelTask.Generation,
        Pipeline = new PipelineManifest
        {
            Kind = "character-sequence",
            Vocabulary = "vocab.txt",
            VocabularySize = Vocabulary,
            Start = 1,
            OutOfVocabulary = 3,
            MaximumLength = ReviewOpenings.MaximumLength + 1,
            Padding = SequenceSide.Post,
            Truncation = SequenceSide.Post,
        },
        Layers =
        [
            new EmbeddingConfiguration(Vocabulary, 32),
            new LstmConfiguration(Units) { ReturnSequences = true },
            new LstmConfiguration(Units) { ReturnSequences = true },
            new DenseConfiguration(Vocabulary, Activation.Linear),
        ],
        Parameters = 230_116,
        Trainable = 230_116,
        Recipes = [new Recipe { Name = "document", Epochs = 20, BatchSize = 64, LearningRate = 2e-3, GradientNorm = 1 }],
        SampleRecipe = new Recipe { Name = "sample", Epochs = 6, BatchSize = 16, LearningRate = 6e-3, GradientNorm = 1 },
        Marks = [],
        Notes =
        [
            "Document 002 describes the idea with a word: after `d`, `a`, `t` the network must give `a`, `t`, `a`, between a start and an end sign. It prints no figure and no recipe, so both are this project's own.",
            "Accuracy is the share of characters, the end sign included, that are the likeliest after all characters before them. Loss is in nats per character, perplexity its exponential; the epoch is the one with the lowest validation loss.",
        ],
        Goldens = GoldenTexts.Openings,
        Examples = [],
        Tolerance = 1e-4,
        ToleranceReason = "the outputs are logits, which are not bounded by 1; a logit that is off by 1e-4 moves a probability by 2.5e-5 at most",
    };
}
