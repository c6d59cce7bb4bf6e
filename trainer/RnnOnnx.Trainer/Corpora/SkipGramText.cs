namespace RnnOnnx.Trainer.Corpora;

/// <summary>Texts as places in a list of words by falling count, words with one count in the order in which they were first seen.</summary>
/// <param name="Words">The words that are common enough.</param>
/// <param name="Counts">How often each is in the texts.</param>
/// <param name="Texts">Each text without the words that are too rare.</param>
internal sealed record SkipGramText(IReadOnlyList<string> Words, IReadOnlyList<int> Counts, IReadOnlyList<int[]> Texts)
{
    /// <summary>Number of words in all texts.</summary>
    public long Total { get; } = Counts.Sum(count => (long)count);

    /// <summary>Counts the words of texts.</summary>
    /// <param name="texts">The texts, word by word.</param>
    /// <param name="minimumCount">Rarer words are left out.</param>
    public static SkipGramText Of(IReadOnlyList<IReadOnlyList<string>> texts, int minimumCount)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in texts.SelectMany(text => text))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        // OrderBy keeps the order of equal keys, and a dictionary that nothing was removed from lists its keys as they came.
        var kept = counts.Where(c => c.Value >= minimumCount).OrderByDescending(c => c.Value).ToArray();
        var ids = kept.Select((c, id) => (c.Key, id)).ToDictionary(c => c.Key, c => c.id, StringComparer.Ordinal);
        return new SkipGramText(
            [.. kept.Select(c => c.Key)],
            [.. kept.Select(c => c.Value)],
            [.. texts.Select(text => text.Select(word => ids.GetValueOrDefault(word, -1)).Where(id => id >= 0).ToArray())]);
    }

    /// <summary>Words to draw at random: each stands in the list as often as its count to the power of 0.75 says.</summary>
    public int[] Noise()
    {
        var noise = new int[1 << 20];
        var total = Counts.Sum(count => Math.Pow(count, 0.75));
        var (word, share) = (0, Math.Pow(Counts[0], 0.75) / total);
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = word;
            if ((i + 1.0) / noise.Length > share && word < Counts.Count - 1)
            {
                share += Math.Pow(Counts[++word], 0.75) / total;
            }
        }

        return noise;
    }
}
