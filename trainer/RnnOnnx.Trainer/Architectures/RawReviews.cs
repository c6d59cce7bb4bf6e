using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>What all networks of document 004 share: raw reviews, 1,000 words and 100 steps, and the way it trains on them.</summary>
internal static class RawReviews
{
    private const int Words = 1000;

    /// <summary>Keras' TextVectorization as it comes; the corpus' line breaks become blanks, so texts' own do too.</summary>
    public static readonly PipelineManifest Pipeline = new()
    {
        Kind = "text-vectorization",
        Vocabulary = "vocab.txt",
        VocabularySize = Words,
        Replacements = [new TextReplacement("<br />", " ")],
        MaximumLength = 100,
        Padding = SequenceSide.Post,
        Truncation = SequenceSide.Post,
    };

    /// <summary>The document's: Adam, batch 32, 10 epochs.</summary>
    public static readonly Recipe DocumentRecipe = new() { Name = "document", Epochs = 10, BatchSize = 32 };

    /// <summary>The document's with a larger step, for the few texts of the sample corpus.</summary>
    public static readonly Recipe SampleRecipe = DocumentRecipe with { Name = "sample", Epochs = 5, LearningRate = 2e-3 };

    /// <summary>A network of the family.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its layers in words.</param>
    /// <param name="parameters">Number of parameters, all of them trainable.</param>
    /// <param name="layers">Its layers after the embedding.</param>
    public static Architecture Network(string id, string name, long parameters, params IReadOnlyList<LayerConfiguration> layers) => new()
    {
        Id = id,
        Summary = $"Is a movie review positive? Embedding, {name}",
        Document = "004",
        Corpus = "imdb-text",
        Split = SplitKind.OfficialTest,
        Task = ModelTask.Binary,
        Pipeline = Pipeline,
        Layers = [new EmbeddingConfiguration(Words + 1, 128), .. layers],
        Parameters = parameters,
        Trainable = parameters,
        Recipes = [DocumentRecipe],
        SampleRecipe = SampleRecipe,
        Marks = [],
    };
}
