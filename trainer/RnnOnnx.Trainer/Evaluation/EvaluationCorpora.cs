using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Evaluation;

/// <summary>Finds the texts that a package is evaluated on, those that its training kept back.</summary>
/// <param name="corpora">Where corpora come from.</param>
public sealed class EvaluationCorpora(CorpusCatalog corpora)
{
    private const string SampleSuffix = "-sample";
    private readonly Dictionary<ICorpus, string> _hashes = [];

    /// <summary>The names that <see cref="EvaluationRequest.Name"/> takes.</summary>
    public IReadOnlyList<string> Names => [.. new[] { "", SampleSuffix }.SelectMany(suffix => corpora.Names.Concat(corpora.TextNames).Select(name => name + suffix))];

    /// <summary>Finds the texts.</summary>
    /// <param name="package">The package.</param>
    /// <param name="request">What is asked for.</param>
    /// <exception cref="RnnOnnxException">The corpus is missing or damaged, or nobody knows which one is meant.</exception>
    public EvaluationTexts Find(ModelPackage package, EvaluationRequest request)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(request);
        return request.Own is { } own ? OfFile(package, own) : request.Name is { } name ? Named(name) : OfTraining(package.Manifest, request.Choice);
    }

    private EvaluationTexts OfTraining(ModelManifest manifest, CorpusChoice choice)
    {
        var architecture = ArchitectureRegistry.All.FirstOrDefault(a => a.Id == manifest.Architecture)
            ?? throw new RnnOnnxException($"{manifest.Id}: its architecture '{manifest.Architecture}' is none of this version, which does not know its corpus; name one with --corpus");
        var name = manifest.Training.SampleCorpus && manifest.Training.Corpus.EndsWith(SampleSuffix, StringComparison.Ordinal) ? manifest.Training.Corpus[..^SampleSuffix.Length] : manifest.Training.Corpus;
        if (choice == CorpusChoice.Auto && name != architecture.Corpus)
        {
            throw new CorpusException($"{manifest.Id} was trained on '{manifest.Training.Corpus}', which is no corpus of the zoo; name the file with --corpus FILE");
        }

        choice = choice != CorpusChoice.Auto ? choice : manifest.Training.SampleCorpus ? CorpusChoice.Sample : CorpusChoice.Real;
        return architecture.Pipeline.Kind == WordIndexPipeline.Kind
            ? OfTraining(manifest, architecture, corpora.Get(architecture.Corpus, choice, static _ => { }), EvaluationTexts.Of)
            : OfTraining(manifest, architecture, corpora.GetTexts(architecture.Corpus, choice, static _ => { }), EvaluationTexts.Of);
    }

    private EvaluationTexts OfTraining<T>(ModelManifest manifest, Architecture architecture, T corpus, Func<T, CorpusSplit, string, EvaluationTexts> texts)
        where T : ICorpus
    {
        var (split, part) = DataPreparation.Divide(architecture.Split, corpus);
        var hasChanged = corpus.Name == manifest.Training.Corpus && Hash(corpus) != manifest.Training.CorpusSha256;
        return texts(corpus, split, part) with { Remark = hasChanged ? $"the corpus '{corpus.Name}' has changed since {manifest.Id} was trained, which may have seen some of these texts" : null };
    }

    private EvaluationTexts Named(string name)
    {
        var isSample = name.EndsWith(SampleSuffix, StringComparison.Ordinal);
        var (id, choice) = isSample ? (name[..^SampleSuffix.Length], CorpusChoice.Sample) : (name, CorpusChoice.Real);
        EvaluationTexts Divide<T>(T corpus, Func<T, CorpusSplit, string, EvaluationTexts> texts)
            where T : ICorpus
        {
            var (split, part) = DataPreparation.Divide(corpus.TestLabels.Count > 0 ? SplitKind.OfficialTest : SplitKind.StratifiedTenth, corpus);
            return texts(corpus, split, part);
        }

        return corpora.Names.Contains(id) ? Divide(corpora.Get(id, choice, static _ => { }), EvaluationTexts.Of) : Divide(corpora.GetTexts(id, choice, static _ => { }), EvaluationTexts.Of);
    }

    // The file that the package was trained on is divided as its training did; of any other all texts are new.
    private EvaluationTexts OfFile(ModelPackage package, OwnCorpus own)
    {
        var columns = own.Columns with { Labels = package.Labels };
        var corpus = LabelledTextFile.Read(own.File, columns);
        if (own.TestFile is { } testFile)
        {
            corpus = corpus with { Test = LabelledTextFile.Read(testFile, columns).Training };
        }

        if (corpus.Test.Count > 0 || Hash(corpus) == package.Manifest.Training.CorpusSha256)
        {
            var (split, part) = DataPreparation.Divide(corpus.Test.Count > 0 ? SplitKind.OfficialTest : SplitKind.StratifiedTenth, corpus);
            return EvaluationTexts.Of(corpus, split, corpus.Test.Count > 0 ? $"all of {Path.GetFileName(own.TestFile)}" : part);
        }

        return EvaluationTexts.Of(corpus, new CorpusSplit([], [.. Enumerable.Range(0, corpus.Training.Count)]), "the whole file");
    }

    private string Hash(ICorpus corpus) => _hashes.TryGetValue(corpus, out var hash) ? hash : _hashes[corpus] = corpus.Sha256();
}
