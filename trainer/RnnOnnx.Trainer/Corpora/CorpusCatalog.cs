namespace RnnOnnx.Trainer.Corpora;

/// <summary>Gives architectures the corpus that they name, or the sample corpus in its place, and reads each only once.</summary>
public sealed class CorpusCatalog
{
    private readonly Func<IReadOnlyList<string>> _folders;
    private readonly Dictionary<string, CorpusSource<Corpus>> _ids;
    private readonly Dictionary<string, CorpusSource<TextCorpus>> _texts;
    private readonly Dictionary<(string Name, string? Folder), ICorpus> _read = [];
    private readonly HashSet<string> _missing = [];
    private (OwnCorpus Own, TextCorpus Corpus)? _own;

    /// <summary>Creates a catalog that has read nothing yet.</summary>
    public CorpusCatalog()
        : this(() => DataFolder.All())
    {
    }

    /// <summary>Creates a catalog of other data folders.</summary>
    /// <param name="folders">Gives the folders, the preferred first.</param>
    internal CorpusCatalog(Func<IReadOnlyList<string>> folders)
    {
        _folders = folders;
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

    /// <summary>The data folders, the preferred first.</summary>
    /// <exception cref="CorpusException"><see cref="DataFolder.Variable"/> names a folder that does not exist.</exception>
    public IReadOnlyList<string> Folders => _folders();

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

    /// <summary>Gives a user's own texts.</summary>
    /// <param name="own">Where they are.</param>
    /// <exception cref="CorpusException">A file is missing or not of its format.</exception>
    public TextCorpus GetOwn(OwnCorpus own)
    {
        ArgumentNullException.ThrowIfNull(own);
        if (_own is not { } last || last.Own != own)
        {
            _own = last = (own, own.Read());
        }

        return last.Corpus;
    }

    private T Get<T>(Dictionary<string, CorpusSource<T>> sources, string name, CorpusChoice choice, Action<string> warn)
        where T : class, ICorpus
    {
        ArgumentNullException.ThrowIfNull(warn);
        if (!sources.TryGetValue(name, out var source))
        {
            throw new CorpusException($"no corpus of {(typeof(T) == typeof(Corpus) ? "word ids" : "texts")} is called '{name}'; there is {string.Join(", ", sources.Keys)}");
        }

        var folders = choice == CorpusChoice.Sample ? [] : _folders();
        var folder = DataFolder.With(folders, source.Files);
        if (folder is null && choice == CorpusChoice.Real)
        {
            throw new CorpusException($"the corpus '{name}' is not there: {Lacking(folders, source.Files)}; run 'make data', set {DataFolder.Variable} to a folder that has all its files, or use --corpus sample");
        }

        if (folder is null && choice == CorpusChoice.Auto && _missing.Add(name))
        {
            warn($"NO CORPUS: '{name}' is not there: {Lacking(folders, source.Files)}. Generated SAMPLE texts stand in for it; a model trained on them knows nothing of real texts.");
        }

        return Once((name, folder), () => folder is null ? source.Sample() : source.Read(folder));
    }

    private static string Lacking(IReadOnlyList<string> folders, IReadOnlyList<string> files) => folders.Count == 0
        ? $"there is neither {DataFolder.Variable}, data nor ../shared/data with {files[0]}"
        : string.Join(", ", folders.Select(folder => $"{folder} lacks {DataFolder.Lacking(folder, files)}"));

    private CorpusSource<TextCorpus> Reviews(string name, IReadOnlyList<string> files) => new(
        files,
        data => SentenceReviews.Read(name, data, ReadImdbTexts(data), files),
        () => SampleCorpora.Sentences(name));

    private TextCorpus ReadImdbTexts(string data) => Once((ImdbCorpus.TextsName, data), () => ImdbCorpus.ReadTexts(data));

    private T Once<T>((string Name, string? Folder) key, Func<T> make)
        where T : class, ICorpus
    {
        if (!_read.TryGetValue(key, out var corpus))
        {
            _read[key] = corpus = make();
        }

        return (T)corpus;
    }
}
