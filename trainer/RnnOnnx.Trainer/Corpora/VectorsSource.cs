namespace RnnOnnx.Trainer.Corpora;

/// <summary>Finds the vectors that an architecture names, or makes them of its training texts.</summary>
public static class VectorsSource
{
    /// <summary>GloVe 6B with 50 dimensions, and estimates for words about films that the shortened file lacks.</summary>
    public const string Glove = "glove-50d";

    /// <summary>GloVe 6B with 50 dimensions alone.</summary>
    public const string GloveAlone = "glove-50d-alone";

    /// <summary>The project's own vectors with 300 dimensions.</summary>
    public const string Word2Vec = "w2v-300d";

    private const string WholeGlove = "glove/glove.6B.50d.txt.gz";
    private const string ShortGlove = "glove/glove.6B.50d.top20000.txt.gz";
    private const string Estimates = "glove/movie_words_50d_estimated.txt.gz";
    private const string Table = "w2v/imdb_w2v_300d.f16.npy";
    private const string TableWords = "w2v/imdb_w2v_300d.words.txt";
    private const long SmallCorpus = 1_000_000;

    /// <summary>Gives vectors.</summary>
    /// <param name="name">Their name: <see cref="Glove"/>, <see cref="GloveAlone"/>, <see cref="Word2Vec"/>, or <c>own-50d</c> and <c>own-300d</c> for the trainer's own even where there are files.</param>
    /// <param name="folders">The data folders, the preferred first; none where a sample corpus is trained on.</param>
    /// <param name="words">Only these words are wanted of a file; null for all.</param>
    /// <param name="texts">Gives the training texts, word by word; asked only when vectors have to be made.</param>
    /// <param name="seed">Seed of vectors that have to be made.</param>
    /// <exception cref="CorpusException">The name is unknown, or a file is damaged.</exception>
    public static ChosenVectors Get(string name, IReadOnlyList<string> folders, IReadOnlySet<string>? words, Func<IReadOnlyList<IReadOnlyList<string>>> texts, int seed)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var dimension = name is Word2Vec or "own-300d" ? 300 : 50;
        var files = Files(name, folders);
        if (files.Count > 0)
        {
            var vectors = files.Where(file => !file.EndsWith(TableWords, StringComparison.Ordinal))
                .Select(file => WordVectorsFile.Read(file, new VectorSelection(words))).Aggregate((all, next) => all.With(next));
            return vectors.Dimension == dimension
                ? new ChosenVectors(vectors, vectors.Name, false)
                : throw new CorpusException($"{files[0]} has {vectors.Dimension} dimensions, and '{name}' needs {dimension}; restore the file");
        }

        return Own(texts(), dimension, seed);
    }

    /// <summary>Makes vectors.</summary>
    /// <param name="texts">The training texts, word by word.</param>
    /// <param name="dimension">Number of components of a vector.</param>
    /// <param name="seed">The same seed gives the same vectors.</param>
    /// <exception cref="CorpusException">No word is common enough.</exception>
    public static ChosenVectors Own(IReadOnlyList<IReadOnlyList<string>> texts, int dimension, int seed)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var made = SkipGram.Train($"own-{dimension}d", texts, ForTexts(texts.Sum(t => (long)t.Count), dimension, seed));
        return new ChosenVectors(made, $"own skip-gram, {dimension} dimensions, {texts.Count:N0} training texts, seed {seed}", true);
    }

    /// <summary>The files that <see cref="Get"/> reads; none where it has to make vectors.</summary>
    /// <param name="name">The vectors' name.</param>
    /// <param name="folders">The data folders, the preferred first.</param>
    /// <exception cref="CorpusException">The name is unknown.</exception>
    public static IReadOnlyList<string> Files(string name, IReadOnlyList<string> folders)
    {
        string[][] choices = name switch
        {
            Glove => [[WholeGlove], [ShortGlove, Estimates], [ShortGlove]],
            GloveAlone => [[WholeGlove], [ShortGlove]],
            Word2Vec => [[Table, TableWords]],
            "own-50d" or "own-300d" => [],
            _ => throw new CorpusException($"no vectors are called '{name}'; there are {Glove}, {GloveAlone}, {Word2Vec}, own-50d and own-300d"),
        };
        return choices.Select(files => DataFolder.With(folders, files) is { } folder ? files.Select(file => Path.Combine(folder, file)).ToArray() : null)
            .FirstOrDefault(paths => paths is not null) ?? [];
    }

    /// <summary>Options for a corpus of a size: few texts are read more often, and their common words are no noise.</summary>
    private static SkipGramOptions ForTexts(long tokens, int dimension, int seed) => new()
    {
        Dimension = dimension,
        Seed = seed,
        Epochs = (int)Math.Clamp(30_000_000 / Math.Max(1, tokens), 3, 10),
        MinimumCount = tokens < SmallCorpus ? 1 : 5,
        Subsampling = tokens < SmallCorpus ? 1e-2 : 1e-4,
    };
}
