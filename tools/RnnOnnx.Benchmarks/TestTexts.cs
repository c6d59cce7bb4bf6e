using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Benchmarks;

/// <summary>Texts of the lengths that a network meets: the test part of its corpus, or the sample's where that is missing.</summary>
internal sealed class TestTexts
{
    // What a vocabulary of word ids holds before its first word.
    private const int FirstWord = 4;

    private readonly CorpusCatalog _corpora = new();

    /// <summary>The first test texts of a network's corpus. Where a corpus has ids only, they are the words that the ids stand for.</summary>
    public IReadOnlyList<string> Of(Architecture architecture, int count)
    {
        var name = architecture.Corpus == ImdbCorpus.Name ? ImdbCorpus.TextsName : architecture.Corpus;
        if (_corpora.TextNames.Contains(name))
        {
            var texts = _corpora.GetTexts(name, CorpusChoice.Auto, Console.Error.WriteLine);
            return [.. (texts.Test.Count > 0 ? texts.Test : texts.Training).Take(count).Select(static text => text.Text)];
        }

        var corpus = _corpora.Get(name, CorpusChoice.Auto, Console.Error.WriteLine);
        return [.. corpus.Test.Ids.Take(count).Select(ids => string.Join(' ', ids.Where(static id => id >= FirstWord).Select(id => corpus.Vocabulary[id])))];
    }
}
