namespace RnnOnnx.Trainer.Corpora;

/// <summary>Gives architectures the corpus that they name, or the sample corpus in its place, and reads each only once.</summary>
public sealed class CorpusCatalog
{
    private readonly Func<string?> _findData;
    private readonly Dictionary<string, CorpusSource<Corpus>> _ids;
    private readonly Dictionary<string, CorpusSource<TextCorpus>> _texts;
    private readonly Dictionary<(string Name, string? Data), ICorpus> _read = [];
    private readonly HashSet<string> _missing = [];

    /// <summary>Creates a catalog that has read nothing yet.</summary>
    public CorpusCatalog()
        : this(() => DataFolder.Find())
    {
    }

    /// <summary>Creates a catalog of another data folder.</summary>
    /// <param name="findData">Gives the data folder, or null where there is none.</param>
    internal CorpusCatalog(Func<string?> findData)
    {
        _findData = findData;
        _ids = new()
        {
            [ImdbCorpus.Name] = new(ImdbCorpus.Files, ImdbCorpus.Read, SampleCorpora.Imdb),
            [ReutersCorpus.Name] = new(ReutersCorpus.Files, ReutersCorpus.Read, SampleCorpora.Reuters),
        };
        _texts = new()
        {
            [ImdbCorpus.TextsName] = new(ImdbCorpus.TextFiles, ImdbCorpus.ReadTexts, SampleCorpora.ImdbTexts),
            [SentenceReviews.Name] = Reviews(SentenceReviews.Name, SentenceReviews.Files),
            [SentenceReviews.MixedName] = Reviews(SentenceReviews.MixedName, SentenceReviews.MixedFiles),
            [ReviewOpenings.Name] = new(ImdbCorpus.TextFiles, data => ReviewOpenings.Of(ReadImdbTexts(data)), () => ReviewOpenings.Of(SampleCorpora.ImdbTexts())),
        };
    }

    /// <summary>Names of the corpora of word ids, for <see cref="Get"/>.</summary>
    public IReadOnlyCollection<string> Names => _ids.Keys;

    /// <summary>Names of the corpora of texts, for <see cref="GetTexts"/>.</summary>
    public IReadOnlyCollection<string> TextNames => _texts.Keys;

    /// <summary>Gives a corpus of word ids: <c>imdb</c> or <c>reuters</c>.</summary>
    /// <param name="name">The name that the architecture states.</param>
    /// <param name="choice">Whether only the real one, or only the sample, will do.</param>
    /// <param name="warn">Receives, once for each corpus, the line that says why the sample is used.</param>
    /// <exception cref="CorpusException">The real corpus is insisted on and missing, or damaged.</exception>
    public Corpus Get(string name, CorpusChoice choice, Action<string> warn) => Get(_ids, name, choice, warn);

    /// <summary>Gives a corpus of texts: <c>imdb-text</c>, <c>reviews</c>, <c>reviews-mixed</c> or <c>review-openings</c>.</summary>
    /// <param name="name">The name that the architecture states.</param>
    /// <param name="choice">Whether only the real one, or only the sample, will do.</param>
    /// <param name="warn">Receives, once for each corpus, the line that says why the sample is used.</param>
    /// <exception cref="CorpusException">The real corpus is insisted on and missing, or damaged.</exception>
    public TextCorpus GetTexts(string name, CorpusChoice choice, Action<string> warn) => Get(_texts, name, choice, warn);

    private T Get<T>(Dictionary<string, CorpusSource<T>> sources, string name, CorpusChoice choice, Action<string> warn)
        where T : class, ICorpus
    {
        ArgumentNullException.ThrowIfNull(warn);
        if (!sources.TryGetValue(name, out var source))
        {
            throw new CorpusException($"no corpus of {(typeof(T) == typeof(Corpus) ? "word ids" : "texts")} is called '{name}'; there is {string.Join(", ", sources.Keys)}");
        }

        var data = choice == CorpusChoice.Sample ? null : _findData();
        var lacking = source.Files.FirstOrDefault(file => data is null || !File.Exists(Path.Combine(data, file)));
        if (lacking is not null && choice == CorpusChoice.Real)
        {
            throw new CorpusException($"the corpus '{name}' is not there: {(data is null ? "no data folder has" : $"{data} lacks")} {lacking}; set {DataFolder.Variable} to a folder that has it, or use --corpus sample");
        }

        if (lacking is not null && choice == CorpusChoice.Auto && _missing.Add(name))
        {
            warn($"NO CORPUS: '{name}' ({lacking}) is in neither {DataFolder.Variable}, data nor ../shared/data. Training on generated SAMPLE texts instead; such a model knows nothing of real texts.");
        }

        return Once((name, lacking is null ? data : null), () => lacking is null ? source.Read(data!) : source.Sample());
    }

    private CorpusSource<TextCorpus> Reviews(string name, IReadOnlyList<string> files) => new(
        files,
        data => SentenceReviews.Read(name, data, ReadImdbTexts(data), files),
        () => SampleCorpora.Sentences(name));

    private TextCorpus ReadImdbTexts(string data) => Once((ImdbCorpus.TextsName, data), () => ImdbCorpus.ReadTexts(data));

    private T Once<T>((string Name, string? Data) key, Func<T> make)
        where T : class, ICorpus
    {
        if (!_read.TryGetValue(key, out var corpus))
        {
            _read[key] = corpus = make();
        }

        return (T)corpus;
    }
}
