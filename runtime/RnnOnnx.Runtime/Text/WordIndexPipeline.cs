using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>
/// Kind <c>word-index</c>: the ids of the IMDB and Reuters sets that Keras ships, from plain text.
/// </summary>
/// <remarks>
/// <para>
/// The rule is that of the script which made those sets: each ASCII punctuation mark except the apostrophe, each tab and each line end becomes a blank; ASCII letters become
/// lower case; the text is split at blanks. That script worked on bytes. Working on characters gives the same words, for every byte the rule touches is ASCII and UTF-8 uses no
/// ASCII byte inside another character. A carriage return counts as a line end: the corpora have none, and texts with CR LF keep the last word of each line.
/// </para>
/// <para>
/// Ids are line numbers of the vocabulary file, which holds the complete index: <c>&lt;PAD&gt;</c>, <c>&lt;START&gt;</c>, <c>&lt;OOV&gt;</c>, <c>&lt;UNUSED&gt;</c>, then the words by
/// rank, so that a word's id is its rank + 3. Words from <see cref="PipelineManifest.VocabularySize"/> on become <see cref="PipelineManifest.OutOfVocabulary"/>, words that the
/// index lacks are dropped, and both count as unknown. <see cref="PipelineManifest.Start"/> is put in front before the text is cut, so that cutting at the start takes it away.
/// </para>
/// </remarks>
public sealed class WordIndexPipeline : TextPipeline
{
    /// <summary>The name of this pipeline in a manifest.</summary>
    public const string Kind = "word-index";

    private readonly Vocabulary _vocabulary;
    private readonly int _start;
    private readonly int _outOfVocabulary;

    /// <summary>Creates the pipeline.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="vocabulary">The complete word index.</param>
    /// <exception cref="RnnOnnxException">The settings contradict each other.</exception>
    public WordIndexPipeline(PipelineManifest settings, Vocabulary vocabulary)
        : base(settings, Kind)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        _vocabulary = vocabulary;
        _start = settings.Start!.Value;
        _outOfVocabulary = settings.OutOfVocabulary!.Value;
    }

    /// <summary>Encodes words that a corpus gives by their line in the vocabulary, as Keras' own files do.</summary>
    /// <param name="words">Line numbers; none for words that the vocabulary lacks.</param>
    /// <returns>What <see cref="TextPipeline.Encode(string)"/> gives for the text of these words.</returns>
    public TokenSequence Encode(ReadOnlySpan<int> words)
    {
        var ids = new int[words.Length + 1];
        var unknown = 0;
        ids[0] = _start;
        for (var i = 0; i < words.Length; i++)
        {
            unknown += words[i] < Settings.VocabularySize ? 0 : 1;
            ids[i + 1] = Limit(words[i]);
        }

        return Cut(ids, unknown);
    }

    /// <summary>The words of a text as the vocabulary spells them, for fitting one.</summary>
    public static IReadOnlyList<string> Words(ReadOnlySpan<char> text)
    {
        using var reader = new WordReader(text);
        var words = new List<string>();
        while (reader.Next(out var word, out _))
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private protected override int Write(ReadOnlySpan<char> text, IdBuffer ids)
    {
        using var reader = new WordReader(text);
        var unknown = 0;
        ids.Add(_start);
        while (reader.Next(out var word, out var hash))
        {
            if (!_vocabulary.TryGetId(word, hash, out var id))
            {
                unknown++;
                continue;
            }

            unknown += id < Settings.VocabularySize ? 0 : 1;
            ids.Add(Limit(id));
        }

        return unknown;
    }

    private protected override void Trace(ReadOnlySpan<char> text, List<TracedToken> tokens)
    {
        tokens.Add(new TracedToken(_start < _vocabulary.Count ? _vocabulary[_start] : "", _start, IsKnown: true));
        foreach (var word in Words(text))
        {
            var isListed = _vocabulary.TryGetId(word, out var id);
            tokens.Add(new TracedToken(word, isListed ? Limit(id) : null, isListed && id < Settings.VocabularySize));
        }
    }

    private int Limit(int id) => id < Settings.VocabularySize ? id : _outOfVocabulary;
}
