using System.Buffers;

namespace RnnOnnx.Text;

/// <summary>Keras' <c>TextVectorization</c> with its default standardization (<c>lower_and_strip_punctuation</c>) and split (<c>whitespace</c>), giving ids.</summary>
/// <remarks>
/// <para>
/// TensorFlow works on UTF-8 bytes: only the letters A to Z are lowered (<c>tf.strings.lower</c> without an encoding), the 32 ASCII punctuation marks are removed and nothing is put in
/// their place, and only ASCII white space separates tokens: a no-break space is part of one. Working on UTF-16 gives the same tokens, for every byte that the rule touches is ASCII.
/// Half a surrogate pair, which UTF-8 cannot hold, stays as it is.
/// </para>
/// <para>Instances are immutable and safe for concurrent use. <see cref="TextVectorizerFit"/> learns one from texts.</para>
/// </remarks>
public sealed class TextVectorizer
{
    /// <summary>The token of id 0, which fills texts.</summary>
    public const string MaskToken = "";

    /// <summary>The token of id 1, which stands for unknown tokens.</summary>
    public const string UnknownToken = "[UNK]";

    /// <summary>Id of <see cref="UnknownToken"/>.</summary>
    public const int UnknownId = 1;

    private const int FirstTokenId = 2;

    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(" \t\n\v\f\r");

    private static readonly SearchValues<char> Punctuation = SearchValues.Create("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'");

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;

    /// <summary>Makes a vectorizer of tokens that were learned before. Keras' <c>set_vocabulary</c>.</summary>
    /// <param name="options">The options.</param>
    /// <param name="tokens">The tokens in the order of their ids, with or without <see cref="MaskToken"/> and <see cref="UnknownToken"/> in front.</param>
    /// <exception cref="RnnOnnxException">A token is empty or comes twice, there are more than <see cref="TextVectorizerOptions.MaximumTokens"/>, or an option is out of range.</exception>
    public TextVectorizer(TextVectorizerOptions options, IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Check(options);
        Options = options;
        var first = tokens is [MaskToken, UnknownToken, ..] ? FirstTokenId : 0;
        var vocabulary = new List<string>(tokens.Count + FirstTokenId) { MaskToken, UnknownToken };
        var ids = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        for (var i = first; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (string.IsNullOrEmpty(token))
            {
                throw new RnnOnnxException($"The vocabulary's entry {i} is empty, but the empty token is padding and has id 0; remove it, or put '' and '{UnknownToken}' first.");
            }

            if (!ids.TryAdd(token, vocabulary.Count))
            {
                throw new RnnOnnxException($"The token '{token}' has id {ids[token]} and comes again as entry {i}; every token has one id, so remove one of them.");
            }

            vocabulary.Add(token);
        }

        if (vocabulary.Count > options.MaximumTokens)
        {
            throw new RnnOnnxException(
                $"The vocabulary has {vocabulary.Count} tokens, padding and out-of-vocabulary included, but MaximumTokens is {options.MaximumTokens}; cut the vocabulary or raise MaximumTokens.");
        }

        Vocabulary = vocabulary;
        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The options.</summary>
    public TextVectorizerOptions Options { get; }

    /// <summary>The tokens in the order of their ids: <see cref="MaskToken"/>, <see cref="UnknownToken"/>, then the learned ones. Keras' <c>get_vocabulary</c>.</summary>
    public IReadOnlyList<string> Vocabulary { get; }

    /// <summary>Learns a vectorizer from texts. Keras' <c>adapt</c>.</summary>
    /// <param name="texts">The texts of the training part.</param>
    /// <param name="options">The options; null for Keras' defaults.</param>
    /// <exception cref="RnnOnnxException">An option is out of range.</exception>
    public static TextVectorizer Fit(IEnumerable<string> texts, TextVectorizerOptions? options = null)
    {
        var fit = new TextVectorizerFit(options ?? new TextVectorizerOptions());
        fit.Add(texts);
        return fit.Build();
    }

    /// <summary>Makes a vectorizer of a vocabulary file, in which the line number (from 0) is the id.</summary>
    /// <param name="options">The options.</param>
    /// <param name="vocabulary">The vocabulary: <see cref="MaskToken"/> and <see cref="UnknownToken"/>, then the tokens.</param>
    /// <exception cref="RnnOnnxException">The first two lines are other ones, or the lines cannot be tokens.</exception>
    public static TextVectorizer FromVocabulary(TextVectorizerOptions options, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var tokens = Enumerable.Range(0, vocabulary.Count).Select(id => vocabulary[id]).ToArray();
        return tokens is [MaskToken, UnknownToken, ..]
            ? new TextVectorizer(options, tokens)
            : throw new RnnOnnxException(
                $"The vocabulary starts with '{string.Join("', '", tokens.Take(FirstTokenId))}', but TextVectorization has '{MaskToken}' and '{UnknownToken}' as ids 0 and 1; write it with them in front.");
    }

    /// <summary>The tokens of a text as the vocabulary spells them.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<string> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<string>();
        foreach (var token in Split(text))
        {
            tokens.Add(token.ToString());
        }

        return tokens;
    }

    /// <summary>Encodes a text, with no allocation of its own.</summary>
    /// <param name="text">Any text; an empty one gives no ids.</param>
    /// <param name="ids">Takes the ids, neither cut nor filled.</param>
    /// <returns>Number of unknown tokens.</returns>
    public int Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var unknown = 0;
        foreach (var token in Split(text))
        {
            if (!Find(token, out var id))
            {
                unknown++;
            }

            ids.GetSpan(1)[0] = id;
            ids.Advance(1);
        }

        return unknown;
    }

    /// <summary>Encodes a text and brings it to <see cref="TextVectorizerOptions.OutputLength"/>, cutting and filling at the end. Keras' call of the layer for one text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>Ids <c>[OutputLength]</c>, or as many as there are tokens when that is null.</returns>
    public int[] Vectorize(ReadOnlySpan<char> text)
    {
        var ids = new ArrayBufferWriter<int>();
        Encode(text, ids);
        var written = ids.WrittenSpan;
        var row = new int[Options.OutputLength ?? written.Length];
        written[..Math.Min(written.Length, row.Length)].CopyTo(row);
        return row;
    }

    /// <summary>Lists the tokens whose ids <see cref="Encode"/> writes.</summary>
    internal void Trace(ReadOnlySpan<char> text, List<TracedToken> tokens)
    {
        foreach (var token in Split(text))
        {
            var isKnown = Find(token, out var id);
            tokens.Add(new TracedToken(token.ToString(), id, isKnown));
        }
    }

    internal static void Check(TextVectorizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaximumTokens < FirstTokenId)
        {
            throw new RnnOnnxException($"TextVectorization has MaximumTokens = {options.MaximumTokens}, but padding and out-of-vocabulary take {FirstTokenId}; set it to null or to {FirstTokenId} at least.");
        }

        if (options.OutputLength < 1)
        {
            throw new RnnOnnxException($"TextVectorization has OutputLength = {options.OutputLength}; set it to null or to 1 at least.");
        }
    }

    private bool Find(ReadOnlySpan<char> token, out int id)
    {
        if (_ids.TryGetValue(token, out id))
        {
            return true;
        }

        id = UnknownId;
        return false;
    }

    /// <summary>The tokens of a text, without a string for each.</summary>
    internal static Tokens Split(ReadOnlySpan<char> text)
    {
        var buffer = new TextBuffer(text.Length);
        buffer.AppendLowerAscii(text);
        buffer.Remove(Punctuation);
        return new Tokens(buffer);
    }

    /// <summary>The tokens of one text, valid until the next one is asked for; <c>foreach</c> gives their buffer back.</summary>
    internal ref struct Tokens
    {
        private TextBuffer _buffer;
        private ReadOnlySpan<char> _rest;

        internal Tokens(TextBuffer buffer)
        {
            _buffer = buffer;
            _rest = buffer.Written;
        }

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly Tokens GetEnumerator() => this;

        public bool MoveNext()
        {
            var start = _rest.IndexOfAnyExcept(WhiteSpace);
            if (start < 0)
            {
                return false;
            }

            _rest = _rest[start..];
            var length = _rest.IndexOfAny(WhiteSpace);
            Current = length < 0 ? _rest : _rest[..length];
            _rest = _rest[Current.Length..];
            return true;
        }

        public void Dispose() => _buffer.Dispose();
    }
}
