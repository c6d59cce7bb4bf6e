using System.Buffers;
using System.Text;

namespace RnnOnnx.Text;

/// <summary>Keras' <c>Tokenizer</c> (Keras-Preprocessing 1.1.2, the one of Keras 2): texts to ids by falling word frequency, and back.</summary>
/// <remarks>
/// <para>
/// Characters are those of Python 3's <c>str</c> under CPython 3.11: texts are lowered as <c>str.lower()</c> does, before they are filtered, and at character level a token is a code
/// point. Half a surrogate pair, which only a broken text holds, is a character of its own.
/// </para>
/// <para>Instances are immutable and safe for concurrent use. <see cref="KerasTokenizerFit"/> learns one from texts.</para>
/// </remarks>
public sealed class KerasTokenizer
{
    private readonly KerasSplitter _splitter;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly Dictionary<int, string> _words = [];
    private readonly int _limit;
    private readonly UnknownWords _unknown = UnknownWords.Dropped;

    /// <summary>Makes a tokenizer of a word index that was learned before.</summary>
    /// <param name="options">The options it was learned with.</param>
    /// <param name="wordIndex">Each word's id, from 1; id 0 stands for no word.</param>
    /// <exception cref="RnnOnnxException">An id is below 1, the out-of-vocabulary token has no id, or the options contradict each other.</exception>
    public KerasTokenizer(KerasTokenizerOptions options, IReadOnlyDictionary<string, int> wordIndex)
        : this(new KerasSplitter(options), wordIndex, new OrderedDictionary<string, int>(), new OrderedDictionary<string, int>(), 0)
    {
    }

    internal KerasTokenizer(
        KerasSplitter splitter, IReadOnlyDictionary<string, int> wordIndex, IReadOnlyDictionary<string, int> wordCounts, IReadOnlyDictionary<string, int> wordDocuments, int documentCount)
    {
        ArgumentNullException.ThrowIfNull(wordIndex);
        _splitter = splitter;
        var index = new OrderedDictionary<string, int>(wordIndex.Count, StringComparer.Ordinal);
        var ids = new Dictionary<string, int>(wordIndex.Count, StringComparer.Ordinal);
        foreach (var (word, id) in wordIndex)
        {
            if (id < 1)
            {
                throw new RnnOnnxException($"The word index gives '{word}' the id {id}, but ids of words start at 1, for 0 is padding; correct the word index.");
            }

            index.Add(word, id);
            ids.Add(word, id);
            _words[id] = word;
        }

        WordIndex = index;
        WordCounts = wordCounts;
        WordDocuments = wordDocuments;
        DocumentCount = documentCount;
        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _limit = Options.NumWords is { } words and > 0 ? words : int.MaxValue;
        if (Options.OutOfVocabularyToken is { } token)
        {
            _unknown = ids.TryGetValue(token, out var unknownId)
                ? UnknownWords.Become(unknownId)
                : throw new RnnOnnxException($"The out-of-vocabulary token is '{token}', but the word index of {ids.Count} words lacks it; add it, or set OutOfVocabularyToken to null.");
        }
    }

    /// <summary>The options.</summary>
    public KerasTokenizerOptions Options => _splitter.Options;

    /// <summary>Each word's id, by falling count, words with one count in the order in which they were first seen. Keras' <c>word_index</c>.</summary>
    /// <remarks>It holds every word of the texts; <see cref="KerasTokenizerOptions.NumWords"/> limits what is used of it.</remarks>
    public IReadOnlyDictionary<string, int> WordIndex { get; }

    /// <summary>How often each word was seen, in the order in which they were first seen; empty when the word index was given. Keras' <c>word_counts</c>.</summary>
    public IReadOnlyDictionary<string, int> WordCounts { get; }

    /// <summary>In how many texts each word was seen; empty when the word index was given. Keras' <c>word_docs</c>.</summary>
    public IReadOnlyDictionary<string, int> WordDocuments { get; }

    /// <summary>Number of texts that the tokenizer was fitted to. Keras' <c>document_count</c>.</summary>
    public int DocumentCount { get; }

    /// <summary>Learns a tokenizer from texts. Keras' <c>fit_on_texts</c>.</summary>
    /// <param name="texts">The texts of the training part.</param>
    /// <param name="options">The options; null for Keras' defaults.</param>
    /// <exception cref="RnnOnnxException">The options contradict each other.</exception>
    public static KerasTokenizer Fit(IEnumerable<string> texts, KerasTokenizerOptions? options = null)
    {
        var fit = new KerasTokenizerFit(options ?? new KerasTokenizerOptions());
        fit.Add(texts);
        return fit.Build();
    }

    /// <summary>Makes a tokenizer of a vocabulary file, in which the line number (from 0) is the id and line 0 stands for no word.</summary>
    /// <param name="options">The options it was learned with.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <exception cref="RnnOnnxException">The out-of-vocabulary token has no line, or the options contradict each other.</exception>
    public static KerasTokenizer FromVocabulary(KerasTokenizerOptions options, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var index = new OrderedDictionary<string, int>(vocabulary.Count, StringComparer.Ordinal);
        for (var id = 1; id < vocabulary.Count; id++)
        {
            index.Add(vocabulary[id], id);
        }

        return new KerasTokenizer(options, index);
    }

    /// <summary>Splits a text into words, or characters at character level. Keras' <c>text_to_word_sequence</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="options">The options; null for Keras' defaults.</param>
    /// <exception cref="RnnOnnxException">The options contradict each other.</exception>
    public static IReadOnlyList<string> TextToWordSequence(string text, KerasTokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<string>();
        foreach (var word in new KerasSplitter(options ?? new KerasTokenizerOptions()).Split(text))
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Encodes a text, with no allocation of its own.</summary>
    /// <param name="text">Any text; an empty one gives no ids.</param>
    /// <param name="ids">Takes the ids, neither cut nor padded.</param>
    /// <returns>Number of words that were dropped or replaced: unknown ones, and those beyond <see cref="KerasTokenizerOptions.NumWords"/>.</returns>
    public int Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Encode(text, ids, _unknown);
    }

    /// <summary>As above with another rule for unknown words than Keras has.</summary>
    internal int Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids, UnknownWords replacement)
    {
        var unknown = 0;
        foreach (var word in _splitter.Split(text))
        {
            if (!Find(word, replacement, out var id))
            {
                unknown++;
            }

            if (id != 0)
            {
                ids.GetSpan(1)[0] = id;
                ids.Advance(1);
            }
        }

        return unknown;
    }

    /// <summary>Lists the words whose ids <see cref="Encode(ReadOnlySpan{char}, IBufferWriter{int}, UnknownWords)"/> writes.</summary>
    internal void Trace(ReadOnlySpan<char> text, UnknownWords replacement, List<TracedToken> tokens)
    {
        foreach (var word in _splitter.Split(text))
        {
            var isKnown = Find(word, replacement, out var id);
            tokens.Add(new TracedToken(word.ToString(), id == 0 ? null : id, isKnown));
        }
    }

    /// <summary>Encodes texts. Keras' <c>texts_to_sequences</c>.</summary>
    /// <param name="texts">The texts.</param>
    /// <returns>The ids of each text, neither cut nor padded.</returns>
    public IReadOnlyList<int[]> TextsToSequences(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var ids = new ArrayBufferWriter<int>();
        var sequences = new List<int[]>();
        foreach (var text in texts)
        {
            ids.ResetWrittenCount();
            Encode(text, ids);
            sequences.Add(ids.WrittenSpan.ToArray());
        }

        return sequences;
    }

    /// <summary>The words of ids, with blanks between them. Keras' <c>sequences_to_texts</c>.</summary>
    /// <param name="sequences">Ids of texts; ids without a word become the out-of-vocabulary token, or are dropped when there is none.</param>
    /// <returns>A text for each sequence, with blanks at character level too.</returns>
    public IReadOnlyList<string> SequencesToTexts(IEnumerable<IEnumerable<int>> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var texts = new List<string>();
        var text = new StringBuilder();
        foreach (var sequence in sequences)
        {
            text.Clear();
            var first = true;
            foreach (var id in sequence)
            {
                var word = id < _limit && _words.TryGetValue(id, out var known) ? known : Options.OutOfVocabularyToken;
                if (word is null)
                {
                    continue;
                }

                text.Append(first ? string.Empty : " ").Append(word);
                first = false;
            }

            texts.Add(text.ToString());
        }

        return texts;
    }

    private bool Find(ReadOnlySpan<char> word, UnknownWords replacement, out int id)
    {
        if (_ids.TryGetValue(word, out id) && id < _limit)
        {
            return true;
        }

        id = replacement.IdOf(word);
        return false;
    }
}
