using RnnOnnx.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Makes a word index as Keras' data sets have it: words by falling count in the training part, equal counts in the order of their first appearance.</summary>
public static class WordIndexFit
{
    /// <summary>Fits an index to texts and gives them as ids.</summary>
    /// <param name="name">The corpus' name.</param>
    /// <param name="training">Texts that the index is fitted to.</param>
    /// <param name="test">Texts that only use it; words that it lacks are dropped.</param>
    /// <param name="labels">The labels' names.</param>
    public static Corpus Fit(string name, IReadOnlyList<LabelledText> training, IReadOnlyList<LabelledText> test, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        var vocabulary = Vocabulary.FromTokens(Fit(training.Select(t => t.Text)).Tokens);
        return new Corpus(name, true, vocabulary, labels, Encode(training, vocabulary), Encode(test, vocabulary));
    }

    /// <summary>Fits an index to texts.</summary>
    /// <param name="texts">The training texts.</param>
    /// <returns>The lines of the vocabulary, and how often each occurs in the texts.</returns>
    public static (IReadOnlyList<string> Tokens, IReadOnlyList<long> Counts) Fit(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var counts = new Dictionary<string, long>();
        foreach (var word in texts.SelectMany(text => WordIndexPipeline.Words(text)))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        // OrderBy keeps the order of equal keys, and a dictionary that nothing was removed from lists its keys as they came.
        var words = counts.OrderByDescending(c => c.Value).ToArray();
        return ([.. KerasWordIndex.SpecialTokens, .. words.Select(w => w.Key)], [.. KerasWordIndex.SpecialTokens.Select(_ => 0L), .. words.Select(w => w.Value)]);
    }

    private static LabelledSequences Encode(IReadOnlyList<LabelledText> texts, Vocabulary vocabulary) => new(
        [.. texts.Select(t => WordIndexPipeline.Words(t.Text).Select(w => vocabulary.TryGetId(w, out var id) ? id : -1).Where(id => id >= 0).ToArray())],
        [.. texts.Select(t => t.Label)]);
}
