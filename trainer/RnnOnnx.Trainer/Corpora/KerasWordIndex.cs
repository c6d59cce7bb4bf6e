using System.Text.Json;
using RnnOnnx.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>What the word-id data sets of Keras share: a JSON index of words by rank, and texts as ranks, one after the other, with offsets and an order.</summary>
public static class KerasWordIndex
{
    /// <summary>Ids 0 to 3 are no words.</summary>
    public const int FirstWord = 4;

    /// <summary>What stands for the ids that are no words.</summary>
    public static IReadOnlyList<string> SpecialTokens { get; } = ["<PAD>", "<START>", "<OOV>", "<UNUSED>"];

    /// <summary>Reads a word index, an object of words and their ranks, as a vocabulary in which a word's id is its rank + 3.</summary>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="CorpusException">The file is missing, or its ranks are not 1 to the number of words.</exception>
    public static Vocabulary ReadVocabulary(string path)
    {
        try
        {
            using var stream = File.OpenRead(DataFolder.Require(path));
            var ranks = JsonSerializer.Deserialize<Dictionary<string, int>>(stream) ?? [];
            var tokens = new string?[ranks.Count + FirstWord];
            SpecialTokens.ToArray().CopyTo(tokens, 0);
            foreach (var (word, rank) in ranks)
            {
                if (rank < 1 || rank > ranks.Count || tokens[rank + FirstWord - 1] is not null)
                {
                    throw new CorpusException($"{path} gives '{word}' the rank {rank}, but the ranks of its {ranks.Count} words should be 1 to {ranks.Count}, each once; restore the file");
                }

                tokens[rank + FirstWord - 1] = word;
            }

            return Vocabulary.FromTokens(tokens!);
        }
        catch (JsonException e)
        {
            throw new CorpusException($"{path} is no JSON object of words and their ranks ({e.Message}); restore the file", e);
        }
    }

    /// <summary>Reads texts: text <c>r</c> of the file is <c>x[offsets[r]..offsets[r + 1]]</c>, and the j-th text of the corpus is text <c>order[j]</c>.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="suffix">What the arrays' names end in, such as <c>_train</c>; may be empty.</param>
    /// <param name="words">Number of words in the index.</param>
    /// <param name="labels">Number of labels.</param>
    /// <exception cref="CorpusException">An array is missing or damaged, or the arrays do not fit together.</exception>
    public static LabelledSequences ReadSequences(NumpyArchive archive, string suffix, int words, int labels)
    {
        ArgumentNullException.ThrowIfNull(archive);
        var (ranks, offsets) = (archive.Int32s("x" + suffix), archive.Int32s($"x{suffix}_offsets"));
        var (classes, order) = (archive.Bytes("y" + suffix), archive.Int32s("order" + suffix));
        if (offsets.Length != classes.Length + 1 || order.Length != classes.Length || offsets[0] != 0 || offsets[^1] != ranks.Length)
        {
            throw archive.Damaged($"the arrays x{suffix}, y{suffix} and order{suffix} do not fit together ({ranks.Length} words, {offsets.Length} offsets, {classes.Length} labels, {order.Length} places)");
        }

        if (Array.FindIndex(ranks, rank => rank < 1 || rank > words) is >= 0 and var word)
        {
            throw archive.Damaged($"x{suffix}[{word}] is {ranks[word]}, and the word index has ranks 1 to {words}");
        }

        if (Array.FindIndex(classes, label => label >= labels) is >= 0 and var row)
        {
            throw archive.Damaged($"y{suffix}[{row}] is {classes[row]}, and there are {labels} labels");
        }

        for (row = 0; row < order.Length; row++)
        {
            if ((uint)order[row] >= (uint)order.Length || offsets[row] > offsets[row + 1])
            {
                throw archive.Damaged($"order{suffix}[{row}] or x{suffix}_offsets[{row + 1}] names no text");
            }
        }

        return new LabelledSequences(
            [.. order.Select(r => Array.ConvertAll(ranks[offsets[r]..offsets[r + 1]], rank => rank + FirstWord - 1))],
            [.. order.Select(r => (int)classes[r])]);
    }
}
