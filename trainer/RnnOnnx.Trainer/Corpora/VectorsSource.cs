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

    /// <summary>What the trainer makes of its training texts, with 50 dimensions.</summary>
    public const string OwnSmall = "own-50d";

    /// <summary>What the trainer makes of its training texts, with 300 dimensions.</summary>
    public const string OwnLarge = "own-300d";

    private const string WholeGlove = "glove/glove.6B.50d.txt.gz";
    private const string ShortGlove = "glove/glove.6B.50d.top20000.txt.gz";
    private const string Estimates = "glove/movie_words_50d_estimated.txt.gz";
    private const string Table = "w2v/imdb_w2v_300d.f16.npy";
    private const string TableWords = "w2v/imdb_w2v_300d.words.txt";
    private const long SmallCorpus = 1_000_000;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Glove, GloveAlone, Word2Vec, OwnSmall, OwnLarge];

    /// <summary>Whether a name means the trainer's own vectors.</summary>
    public static bool AreOwn(string name) => name is OwnSmall or OwnLarge;

    /// <summary>The name of the trainer's own vectors that can stand in the place of others.</summary>
    /// <param name="name">The others' name.</param>
    /// <exception cref="CorpusException">The name is unknown.</exception>
    public static string OwnLike(string name) => Dimension(name) == Dimension(OwnLarge) ? OwnLarge : OwnSmall;

    /// <summary>Number of components of the vectors of a name.</summary>
    /// <exception cref="CorpusException">The name is unknown.</exception>
    public static int Dimension(string name) => name switch
    {
        Word2Vec or OwnLarge => 300,
        Glove or GloveAlone or OwnSmall => 50,
        _ => throw Unknown(name),
    };

    /// <summary>Gives vectors.</summary>
    /// <param name="name">One of <see cref="Names"/>; the trainer's own are made even where there are files.</param>
    /// <param name="folders">The data folders, the preferred first; none where a sample corpus is trained on.</param>
    /// <param name="words">Only these words are wanted of a file; null for all.</param>
    /// <param name="texts">Gives the training texts, word by word; asked only when vectors have to be made.</param>
    /// <param name="seed">Seed of vectors that have to be made.</param>
    /// <param name="made">Where vectors that were made are kept; null for nowhere.</param>
    /// <exception cref="CorpusException">The name is unknown, or a file is damaged.</exception>
    public static ChosenVectors Get(string name, IReadOnlyList<string> folders, IReadOnlySet<string>? words, Func<IReadOnlyList<IReadOnlyList<string>>> texts, int seed, MadeVectors? made = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var dimension = Dimension(name);
        var files = Files(name, folders);
        if (files.Count > 0)
        {
            var vectors = files.Where(file => !file.EndsWith(TableWords, StringComparison.Ordinal))
                .Select(file => WordVectorsFile.Read(file, new VectorSelection(words))).Aggregate((all, next) => all.With(next));
            return vectors.Dimension == dimension
                ? new ChosenVectors(vectors, name, vectors.Name)
                : throw new CorpusException($"{files[0]} has {vectors.Dimension} dimensions, and '{name}' needs {dimension}; restore the file");
        }

        return Own(texts(), dimension, seed, made);
    }

    /// <summary>Makes vectors.</summary>
    /// <param name="texts">The training texts, word by word.</param>
    /// <param name="dimension">Number of components of a vector.</param>
    /// <param name="seed">The same seed gives the same vectors.</param>
    /// <param name="made">Keeps what has been made; null for making them every time.</param>
    /// <exception cref="CorpusException">No word is common enough.</exception>
    public static ChosenVectors Own(IReadOnlyList<IReadOnlyList<string>> texts, int dimension, int seed, MadeVectors? made = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var (name, options) = ($"own-{dimension}d", ForTexts(texts.Sum(t => (long)t.Count), dimension, seed));
        var vectors = made is null ? SkipGram.Train(name, texts, options) : made.Get(name, texts, options);
        return new ChosenVectors(vectors, name, $"own skip-gram, {dimension} dimensions, {texts.Count:N0} training texts, seed {seed}");
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
            OwnSmall or OwnLarge => [],
            _ => throw Unknown(name),
        };
        return choices.Select(files => DataFolder.With(folders, files) is { } folder ? files.Select(file => Path.Combine(folder, file)).ToArray() : null)
            .FirstOrDefault(paths => paths is not null) ?? [];
    }

    private static CorpusException Unknown(string name) => new($"no vectors are called '{name}'; there are {string.Join(", ", Names)}");

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
