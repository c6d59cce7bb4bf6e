using RnnOnnx.Packages;
using RnnOnnx.Trainer.Corpora.Download;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>What a model's card says of the texts that the model was trained on: whom such a model serves, whom not, and what the makers of the texts ask.</summary>
/// <param name="For">What such a model is good for.</param>
/// <param name="NotFor">What it is no good for.</param>
/// <param name="Terms">Each source and its terms.</param>
internal sealed record CorpusDescription(string For, string NotFor, IReadOnlyList<string> Terms)
{
    private const string SampleSuffix = "-sample";

    private const string ForFilms = "telling praise from blame in English texts about films; teaching; comparing networks; a small baseline that needs no GPU";

    private const string NotForFilms =
        "other languages; other subjects, such as hotels, products or people; texts without an opinion, for it knows two answers and always gives one; irony; decisions about people";

    private const string Generated = "The texts were made by this project's generator, and no terms bind them.";

    private const string Treebank =
        "Stanford Sentiment Treebank, its phrases as in GLUE (SST-2). No licence is stated; cite Socher et al., Recursive Deep Models for Semantic Compositionality Over a Sentiment Treebank, EMNLP 2013.";

    /// <summary>Describes the corpus of a model, and its word vectors.</summary>
    /// <param name="training">What the manifest says of its training.</param>
    /// <param name="vectors">The name of its word vectors; empty for none.</param>
    public static CorpusDescription Of(TrainingManifest training, string vectors)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(vectors);
        var name = training.SampleCorpus && training.Corpus.EndsWith(SampleSuffix, StringComparison.Ordinal) ? training.Corpus[..^SampleSuffix.Length] : training.Corpus;
        var of = name switch
        {
            ImdbCorpus.Name or ImdbCorpus.TextsName => new CorpusDescription(ForFilms, NotForFilms, [Public("imdb")]),
            SentenceReviews.Name => new CorpusDescription(ForFilms, NotForFilms, [Public("imdb"), Public("sentences")]),
            SentenceReviews.MixedName => new CorpusDescription(ForFilms, NotForFilms, [Public("imdb"), Public("sentences"), Treebank]),
            ReviewOpenings.Name => new CorpusDescription(
                "showing how a network writes character by character, with its state carried through the graph's inputs and outputs",
                "text that anybody should rely on or take for a review: it knows how reviews begin and nothing of films, and it may repeat phrases of its training texts",
                [Public("imdb")]),
            ReutersCorpus.Name => new CorpusDescription(
                "research and teaching with English newswires of 1987 and their 46 topics",
                "commercial use, which the terms of its texts do not allow; the news of other years; texts that are no newswires, for it always names one of its topics; wires of several topics, of which it names one",
                [Public("reuters")]),
            _ => new CorpusDescription(
                $"texts like those of `{training.Corpus}`",
                "texts of another language, kind or subject, for it always gives one of its labels",
                [$"`{training.Corpus}` is its user's own, and so are its terms."]),
        };
        string[] terms = [.. training.SampleCorpus ? [Generated] : of.Terms, .. vectors.Split(" + ", StringSplitOptions.RemoveEmptyEntries).Select(one => Vectors(one, training))];
        return of with { Terms = terms };
    }

    private static string Vectors(string name, TrainingManifest training) => name switch
    {
        VectorsSource.Glove or VectorsSource.GloveAlone when training.Vectors?.Contains("estimated", StringComparison.Ordinal) == true =>
            $"Word vectors: {Public("glove")} For words that its shortened file lacks, estimates of where they would lie, which are no GloVe: they were computed from vectors of the IMDB reviews.",
        VectorsSource.Glove or VectorsSource.GloveAlone => $"Word vectors: {Public("glove")}",
        VectorsSource.Word2Vec => $"Word vectors: skip-gram vectors that were made for this project of the reviews of the same data set, its unlabelled ones included.",
        _ => "Word vectors: made by the trainer of the training texts, whose terms are theirs.",
    };

    private static string Public(string name) => PublicCorpora.All.Single(corpus => corpus.Name == name).Terms;
}
