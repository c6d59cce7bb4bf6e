using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Statistics;

/// <summary>A corpus as the text pipeline of a network sees it. The pipeline is fitted to the training part.</summary>
public sealed record CorpusStatistics
{
    private const double Share = 0.9;
    private const int Step = 10;
    private const int SplitSeed = 42;
    private const int VectorSeed = 1;

    /// <summary>The corpus.</summary>
    public required ICorpus Corpus { get; init; }

    /// <summary>The network whose pipeline it is.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>The pipeline, fitted.</summary>
    public required FittedPipeline Fitted { get; init; }

    /// <summary>The part that the pipeline is fitted to.</summary>
    public required CorpusPart Training { get; init; }

    /// <summary>The corpus' own test part, or a tenth of the texts where it has none.</summary>
    public required CorpusPart HeldOut { get; init; }

    /// <summary>Tokens of the held-out part.</summary>
    public required long HeldOutTokens { get; init; }

    /// <summary>Those of them that the vocabulary does not know.</summary>
    public required long HeldOutUnknown { get; init; }

    /// <summary>A length that cuts few texts and fills no more than it must: the 90th percentile of the training part, rounded up to a multiple of ten.</summary>
    public int SuggestedLength => (Training.Percentile(Share) + Step - 1) / Step * Step;

    /// <summary>Measures a corpus of word ids.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="architecture">A network whose pipeline takes word ids.</param>
    /// <exception cref="CorpusException">The network's pipeline takes text.</exception>
    public static CorpusStatistics Of(Corpus corpus, Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(architecture);
        if (architecture.Pipeline.Kind != WordIndexPipeline.Kind)
        {
            throw new CorpusException($"the corpus '{corpus.Name}' comes as word ids, and {architecture.Id} reads text ({architecture.Pipeline.Kind}); take a network of the {WordIndexPipeline.Kind} kind, or the corpus '{ImdbCorpus.TextsName}'");
        }

        var counts = new long[corpus.Vocabulary.Count];
        foreach (var id in corpus.Training.Ids.SelectMany(ids => ids))
        {
            counts[id]++;
        }

        // The pipeline puts its sign before the words.
        CorpusPart Part(string name, LabelledSequences texts) => new(name, texts.Labels, [.. texts.Ids.Select(ids => ids.Length + 1).Order()]);
        return new CorpusStatistics
        {
            Corpus = corpus,
            Architecture = architecture,
            Fitted = new FittedPipeline(new WordIndexPipeline(architecture.Pipeline, corpus.Vocabulary), corpus.Vocabulary, counts),
            Training = Part("training", corpus.Training),
            HeldOut = Part("test", corpus.Test),
            HeldOutTokens = corpus.Test.Ids.Sum(ids => (long)ids.Length),
            HeldOutUnknown = corpus.Test.Ids.Sum(ids => (long)ids.Count(id => id >= architecture.Pipeline.VocabularySize)),
        };
    }

    /// <summary>Measures a corpus of texts.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="architecture">The network whose pipeline is fitted.</param>
    /// <param name="folders">The data folders, for word vectors.</param>
    /// <exception cref="RnnOnnxException">The pipeline cannot be fitted, or word vectors are damaged.</exception>
    public static CorpusStatistics Of(TextCorpus corpus, Architecture architecture, IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(architecture);
        var split = corpus.Test.Count > 0 ? CorpusSplit.Official(corpus) : CorpusSplit.Stratified(corpus.TrainingLabels, 0.1, SplitSeed);
        LabelledText[] training = [.. split.Training.Select(row => corpus.Training[row])];
        LabelledText[] heldOut = [.. split.HeldOut.Select(row => split.HeldOutIsTest ? corpus.Test[row] : corpus.Training[row])];
        var fitted = Fit(architecture, corpus.IsSample ? [] : folders, [.. training.Select(t => t.Text)]);
        CorpusPart Part(string name, LabelledText[] texts) => new(
            name, [.. texts.Select(t => t.Label)], [.. texts.AsParallel().Select(t => fitted.Pipeline.Encode(t.Text)).Select(t => t.Ids.Count + t.Cut).Order()]);
        var signs = fitted.Pipeline.Settings.Start is null ? 0 : 1;
        var unknown = heldOut.AsParallel().Select(t => fitted.Pipeline.Trace(t.Text)).Select(t => (Tokens: (long)t.Count - signs, Unknown: (long)t.Count(token => !token.IsKnown))).ToArray();
        return new CorpusStatistics
        {
            Corpus = corpus,
            Architecture = architecture,
            Fitted = fitted,
            Training = Part("training", training),
            HeldOut = Part(split.HeldOutIsTest ? "test" : "held out", heldOut),
            HeldOutTokens = unknown.Sum(u => u.Tokens),
            HeldOutUnknown = unknown.Sum(u => u.Unknown),
        };
    }

    private static FittedPipeline Fit(Architecture architecture, IReadOnlyList<string> folders, IReadOnlyList<string> texts)
    {
        if (architecture.Pipeline.Kind != TreebankPipeline.Kind || architecture.Vectors is not { } name)
        {
            return FittedPipeline.Fit(architecture.Pipeline, texts);
        }

        // Its vocabulary is that of the word vectors.
        var tokenizer = new TreebankTokenizer();
        var words = VectorsSource.Get(name, folders, null, () => [.. texts.Select(tokenizer.Tokenize)], VectorSeed).Vectors.Words;
        string[] signs = architecture.Pipeline.Unknown == UnknownTokens.Unk ? [Vocabulary.PaddingToken, Vocabulary.UnknownToken] : [Vocabulary.PaddingToken];
        var vocabulary = Vocabulary.FromTokens([.. signs, .. words]);
        return FittedPipeline.Of(architecture.Pipeline with { VocabularySize = vocabulary.Count }, vocabulary, FittedPipeline.Count(tokenizer, vocabulary, texts));
    }
}
