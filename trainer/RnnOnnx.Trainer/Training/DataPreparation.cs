using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Training;

/// <summary>Reads the corpus of a network, divides it, fits the text pipeline and encodes all texts; networks that share all of that share the result.</summary>
/// <param name="corpora">Where corpora come from.</param>
/// <param name="output">Receives warnings and a few lines about vocabularies and vectors.</param>
public sealed class DataPreparation(CorpusCatalog corpora, TextWriter output)
{
    // Documents 000 and 001 divide their texts at random once. Seeds of training runs leave that division as it is.
    private const int SplitSeed = 42;
    private const int VectorSeed = 1;
    private const int Commonest = 10_000;

    // Only the last one is kept: architectures stand in the order of what they share.
    private (object Key, EncodedCorpus Value)? _last;

    /// <summary>Settles what a training run will do, without doing any of it.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="options">What the caller decides.</param>
    /// <returns>The recipe, and a hash of all that decides the package's contents.</returns>
    /// <exception cref="RnnOnnxException">The corpus is missing or damaged, there is no such recipe, or the recipe has a setting that is wrong.</exception>
    public (Recipe Recipe, string Fingerprint) Plan(Architecture architecture, TrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        if (architecture.Corpus == Architecture.NoCorpus && options.Own is null)
        {
            throw new CorpusException($"{architecture.Id} has no corpus of its own; give it your texts: train {architecture.Id} --corpus FILE");
        }

        var corpus = CorpusOf(architecture, options);
        if (options.Own is not null)
        {
            CheckLabels(architecture, corpus);
        }

        var recipe = architecture.Choose(options.Recipe, corpus.IsSample);
        options.From?.Demand(architecture, recipe);
        options.From?.DemandLabels(corpus.Name, corpus.Labels);
        recipe = (recipe with { Epochs = options.Epochs ?? recipe.Epochs }).Checked(architecture);
        return (recipe, TrainingFingerprint.Of(architecture, recipe, options, corpus, architecture.Vectors is { } vectors ? VectorsSource.Files(vectors, VectorFolders(corpus)) : []));
    }

    /// <summary>Refuses to let generated texts, for want of a corpus, take the place of real ones in a package: a missing folder must not cost a model that took hours.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="options">What the caller decides; whoever asks for generated texts has them.</param>
    /// <exception cref="CorpusException">The package in place was trained on real texts, which are not there now.</exception>
    public void DemandNoLossOfRealTexts(Architecture architecture, TrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        var folder = Path.Combine(options.Zoo, options.Id ?? architecture.Id);
        if (options.Corpus != CorpusChoice.Auto || options.Own is not null || !CorpusOf(architecture, options).IsSample || !Directory.Exists(folder))
        {
            return;
        }

        try
        {
            if (ModelPackage.Open(folder).Manifest.Training.SampleCorpus)
            {
                return;
            }
        }
        catch (PackageException)
        {
            // What cannot be opened is no loss.
            return;
        }

        throw new CorpusException(
            $"{folder} was trained on real texts and stays as it is, for the corpus '{architecture.Corpus}' is not there; run 'make data', set {DataFolder.Variable} to a folder that has it, or ask for generated texts with --corpus sample");
    }

    /// <summary>Prepares the texts of a network.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="validationShare">Share of the training texts on which the epoch is chosen.</param>
    /// <param name="options">Seed, corpus choice and the zoo's folder, which receives word vectors that graphs take as input.</param>
    /// <exception cref="CorpusException">The corpus is missing or damaged.</exception>
    public PreparedTexts Prepare(Architecture architecture, double validationShare, TrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        var key = (architecture.Corpus, options.Corpus, options.Own, architecture.Split, architecture.Pipeline, architecture.Vectors, options.Models, options.From?.Origin);
        if (_last is not { } last || !last.Key.Equals(key))
        {
            _last = last = (key, IsOfIds(architecture, options) ? OfIds(architecture, options) : OfTexts(architecture, options));
        }

        var encoded = last.Value;
        var validation = CorpusSplit.LastOfShuffled(encoded.Training.Count, validationShare, options.Seed);
        var training = encoded.Training.Select(validation.Training);
        return encoded.Shared with
        {
            Training = options.Texts is { } limit ? training.Select([.. Enumerable.Range(0, Math.Min(limit, training.Count))]) : training,
            Validation = encoded.Training.Select(validation.HeldOut),
        };
    }

    // Vectors of real words would say little of generated texts.
    private IReadOnlyList<string> VectorFolders(ICorpus corpus) => corpus.IsSample ? [] : corpora.Folders;

    // Keras ships its two data sets as ids; a user's texts are read by the rule that these were made by.
    private static bool IsOfIds(Architecture architecture, TrainOptions options) => architecture.Pipeline.Kind == WordIndexPipeline.Kind && options.Own is null;

    private ICorpus CorpusOf(Architecture architecture, TrainOptions options) =>
        IsOfIds(architecture, options) ? corpora.Get(architecture.Corpus, options.Corpus, output.WriteLine) : Texts(architecture, options);

    private TextCorpus Texts(Architecture architecture, TrainOptions options) =>
        options.Own is { } own ? corpora.GetOwn(options.From?.Labels is { } labels ? own with { Columns = own.Columns with { Labels = labels } } : own) : corpora.GetTexts(architecture.Corpus, options.Corpus, output.WriteLine);

    private static void CheckLabels(Architecture architecture, ICorpus corpus)
    {
        if (corpus.Labels.Count == architecture.LabelCount)
        {
            return;
        }

        var choices = ArchitectureRegistry.All.Where(a => a.LabelCount is not null && a.Layers.Count > 0).GroupBy(a => a.LabelCount).OrderBy(g => g.Key)
            .Select(g => $"{g.Key} labels: {string.Join(", ", g.Select(a => a.Id))}");
        throw new CorpusException(
            $"{corpus.Name} has {corpus.Labels.Count} labels ({string.Join(", ", corpus.Labels.Take(10))}{(corpus.Labels.Count > 10 ? ", ..." : "")}), and {architecture.Id} tells {architecture.LabelCount} apart; networks for {string.Join("; for ", choices)}; docs/adding-a-network.md makes one for any number");
    }

    /// <summary>Divides a corpus as a document does, and names what is held out.</summary>
    /// <exception cref="CorpusException">The corpus has no test part where the document has one.</exception>
    internal static (CorpusSplit Split, string Name) Divide(SplitKind kind, ICorpus corpus) => kind switch
    {
        SplitKind.OfficialTest => (CorpusSplit.Official(corpus), "the corpus' test part"),
        SplitKind.StratifiedTenth => (CorpusSplit.Stratified(corpus.TrainingLabels, 0.1, SplitSeed), $"a tenth, stratified, seed {SplitSeed}"),
        SplitKind.ShuffledFifth => (CorpusSplit.LastOfShuffled(corpus.TrainingLabels.Count, 0.2, SplitSeed), $"the last fifth of the training part shuffled with seed {SplitSeed}"),
        SplitKind.LastFifth => (CorpusSplit.LastOfFile(corpus.TrainingLabels.Count, 0.2), "the last fifth of the training part"),
        _ => throw new InvalidOperationException($"there is no split {kind}"),
    };

    private EncodedCorpus OfIds(Architecture architecture, TrainOptions options)
    {
        var corpus = corpora.Get(architecture.Corpus, options.Corpus, output.WriteLine);
        options.From?.DemandVocabulary(corpus.Name, corpus.Vocabulary);
        var pipeline = new WordIndexPipeline(architecture.Pipeline, corpus.Vocabulary);
        LabelledSequences Encode(LabelledSequences texts) => new([.. texts.Ids.Select(words => pipeline.Encode(words).Ids.ToArray())], texts.Labels);
        var (training, test) = (Encode(corpus.Training), Encode(corpus.Test));
        return Divide(architecture, corpus, new FittedPipeline(pipeline, corpus.Vocabulary, Count(corpus, Divide(architecture.Split, corpus).Split)), rows => training.Select(rows), rows => test.Select(rows));
    }

    private static long[] Count(Corpus corpus, CorpusSplit split)
    {
        var counts = new long[corpus.Vocabulary.Count];
        foreach (var id in split.Training.SelectMany(row => corpus.Training.Ids[row]))
        {
            counts[id]++;
        }

        return counts;
    }

    private EncodedCorpus OfTexts(Architecture architecture, TrainOptions options)
    {
        var corpus = Texts(architecture, options);
        var split = Divide(architecture.Split, corpus).Split;
        var trainingTexts = split.Training.Select(row => corpus.Training[row].Text).ToArray();
        var folders = VectorFolders(corpus);
        var (fitted, vectors) = architecture.Pipeline.Kind == TreebankPipeline.Kind
            ? WithVectorsAsInput(architecture, options, folders, trainingTexts)
            : (options.From is { Vocabulary: { } known } from ? FittedPipeline.Of(from.Pipeline, known, from.Counts) : FittedPipeline.Fit(architecture.Pipeline, trainingTexts), null);
        if (options.From is { VectorsSource: { } source } && vectors is null)
        {
            vectors = new EncodedVectors(null, null, source, null);
        }
        else if (architecture is { Vectors: { } name, Pipeline.Kind: not TreebankPipeline.Kind })
        {
            vectors = OfVocabulary(name, fitted, folders, trainingTexts, options);
        }

        LabelledSequences Encode(IReadOnlyList<LabelledText> texts, IReadOnlyList<int> rows) =>
            new([.. rows.AsParallel().AsOrdered().Select(row => fitted.Pipeline.Encode(texts[row].Text).Ids.ToArray())], [.. rows.Select(row => texts[row].Label)]);
        var encoded = Divide(architecture, corpus, fitted, rows => Encode(corpus.Training, rows), rows => Encode(corpus.Test, rows));
        return vectors is null ? encoded : encoded with
        {
            Shared = encoded.Shared with { VectorTable = vectors.Table, VectorsName = vectors.Name, VectorsSource = vectors.Source, VectorsPackage = vectors.Package },
        };
    }

    private static EncodedCorpus Divide(
        Architecture architecture, ICorpus corpus, FittedPipeline fitted, Func<IReadOnlyList<int>, LabelledSequences> training, Func<IReadOnlyList<int>, LabelledSequences> test)
    {
        var (split, name) = Divide(architecture.Split, corpus);
        var hasOtherTest = !split.HeldOutIsTest && corpus.TestLabels.Count > 0 && architecture.Marks.Any(m => m.Metric == "official_test_accuracy");
        var none = new LabelledSequences([], []);
        return new(training(split.Training), new PreparedTexts
        {
            Corpus = corpus,
            CorpusSha256 = corpus.Sha256(),
            Pipeline = fitted.Pipeline,
            Vocabulary = fitted.Vocabulary,
            Counts = fitted.Counts,
            Training = none,
            Validation = none,
            Test = split.HeldOutIsTest ? test(split.HeldOut) : training(split.HeldOut),
            TestPart = name,
            OfficialTest = hasOtherTest ? test([.. Enumerable.Range(0, corpus.TestLabels.Count)]) : null,
        });
    }

    // The vocabulary comes first and the vectors are found for it; words without one keep zeros.
    private EncodedVectors OfVocabulary(string name, FittedPipeline fitted, IReadOnlyList<string> folders, IReadOnlyList<string> texts, TrainOptions options)
    {
        var vocabulary = fitted.Vocabulary;
        var whole = FittedPipeline.Of(fitted.Pipeline.Settings with { MaximumLength = PackageLimits.Steps }, vocabulary).Pipeline;
        var words = Enumerable.Range(1, vocabulary.Count - 1).Select(id => vocabulary[id]).ToArray();
        var chosen = Choose(name, folders, words.ToHashSet(), () => [.. texts.Select(text => whole.Encode(text).Ids.Select(id => vocabulary[id]).ToArray())], options);
        var vectors = chosen.Vectors;
        var table = new float[vocabulary.Count * vectors.Dimension];
        for (var id = 1; id < vocabulary.Count; id++)
        {
            if (vectors.TryGetRow(vocabulary[id], out var row))
            {
                vectors[row].CopyTo(table.AsSpan(id * vectors.Dimension));
            }
        }

        if (fitted.Pipeline.Settings.Unknown == UnknownTokens.Unk)
        {
            Mean(vectors, words).CopyTo(table, Vocabulary.UnknownId * vectors.Dimension);
        }

        var coverage = vectors.Cover(words, Commonest);
        output.WriteLine($"vectors {chosen.Source}: {coverage.Missing.Count} of the {coverage.Words:N0} commonest words have none{(coverage.Missing.Count > 0 ? $", such as {string.Join(", ", coverage.Missing.Take(8))}" : "")}");
        return new(table, chosen.Name, chosen.Source, null);
    }

    // What stands for any word is the mean of those that are known.
    private static float[] Mean(WordVectors vectors, IEnumerable<string> words)
    {
        var sums = new double[vectors.Dimension];
        var count = 0;
        foreach (var word in words)
        {
            if (vectors.TryGetRow(word, out var row))
            {
                count++;
                for (var i = 0; i < sums.Length; i++)
                {
                    sums[i] += vectors[row][i];
                }
            }
        }

        return Array.ConvertAll(sums, sum => (float)(sum / Math.Max(count, 1)));
    }

    // The vectors come first and their words are the vocabulary.
    private (FittedPipeline Fitted, EncodedVectors Vectors) WithVectorsAsInput(Architecture architecture, TrainOptions options, IReadOnlyList<string> folders, IReadOnlyList<string> texts)
    {
        var tokenizer = new TreebankTokenizer();
        if (options.From is { Vectors: { } reference, VectorsFolder: { } folder } from)
        {
            var known = VectorsPackageCopy.Take(options.Models, reference, folder);
            return (FittedPipeline.Of(from.Pipeline, known.Vocabulary, from.Counts), new(Table(known), null, known.Manifest.Source, known));
        }

        var name = architecture.Vectors ?? throw new InvalidOperationException($"{architecture.Id} names no vectors for its words");
        var chosen = Choose(name, folders, null, () => [.. texts.Select(text => tokenizer.Tokenize(text))], options);
        var withUnknown = architecture.Pipeline.Unknown == UnknownTokens.Unk;
        var package = new VectorsPackageWriter(options.Models).Write(
            $"vectors-{chosen.Name}", chosen.Source, chosen.Vectors.Words, chosen.Vectors.Table, chosen.AreOwn ? VectorElement.Int8Rows : VectorElement.Float16, withUnknown);
        var settings = architecture.Pipeline with { VocabularySize = package.Vocabulary.Count };
        return (FittedPipeline.Of(settings, package.Vocabulary, FittedPipeline.Count(tokenizer, package.Vocabulary, texts)), new(Table(package), chosen.Name, chosen.Source, package));
    }

    /// <summary>The vectors of all ids, row by row.</summary>
    internal static float[] Table(VectorsPackage package)
    {
        var table = new float[package.Manifest.Count * package.Manifest.Dimension];
        for (var row = 0; row < package.Manifest.Count; row++)
        {
            package.CopyRow(row, table.AsSpan(row * package.Manifest.Dimension, package.Manifest.Dimension));
        }

        return table;
    }

    private ChosenVectors Choose(string name, IReadOnlyList<string> folders, IReadOnlySet<string>? words, Func<IReadOnlyList<IReadOnlyList<string>>> texts, TrainOptions options)
    {
        var chosen = VectorsSource.Get(name, folders, words, texts, VectorSeed, new MadeVectors(Path.Combine(options.Zoo, MadeVectors.FolderName)));
        if (chosen.Name != name)
        {
            output.WriteLine($"NO VECTORS: '{name}' is in no data folder. Using {chosen.Source} instead.");
        }

        return chosen;
    }

    /// <summary>The vectors of an encoded corpus' ids.</summary>
    private sealed record EncodedVectors(float[]? Table, string? Name, string Source, VectorsPackage? Package);

    /// <summary>What all runs over one corpus share; the training part is not yet divided.</summary>
    private sealed record EncodedCorpus(LabelledSequences Training, PreparedTexts Shared);
}
