using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>Kind <c>treebank</c>: the tokens of <see cref="TreebankTokenizer"/>, case kept, by their lines in the vocabulary.</summary>
/// <remarks>
/// Line 0 is <see cref="Vocabulary.PaddingToken"/>. Tokens without a line below the vocabulary size are unknown: dropped, replaced by a known one, or replaced by
/// <see cref="Vocabulary.UnknownToken"/>, which then is line 1, as <see cref="PipelineManifest.Unknown"/> says.
/// </remarks>
public sealed class TreebankPipeline : TextPipeline
{
    /// <summary>The name of this pipeline in a manifest.</summary>
    public const string Kind = "treebank";

    private readonly TreebankTokenizer _tokenizer = new();
    private readonly Vocabulary _vocabulary;
    private readonly UnknownWords _unknown;

    /// <summary>Creates the pipeline.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="vocabulary">The words after <see cref="Vocabulary.PaddingToken"/>.</param>
    /// <exception cref="RnnOnnxException">The settings contradict each other or the vocabulary.</exception>
    public TreebankPipeline(PipelineManifest settings, Vocabulary vocabulary)
        : base(settings, Kind)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        vocabulary.RequirePadding(Kind);
        _vocabulary = vocabulary;
        _unknown = UnknownWords.Of(settings, vocabulary);
    }

    private protected override int Write(ReadOnlySpan<char> text, IdBuffer ids)
    {
        var unknown = 0;
        foreach (var token in _tokenizer.Enumerate(text))
        {
            if (!Find(token, out var id))
            {
                unknown++;
            }

            if (id != 0)
            {
                ids.Add(id);
            }
        }

        return unknown;
    }

    private protected override void Trace(ReadOnlySpan<char> text, List<TracedToken> tokens)
    {
        foreach (var token in _tokenizer.Enumerate(text))
        {
            var isKnown = Find(token, out var id);
            tokens.Add(new TracedToken(token.ToString(), id == 0 ? null : id, isKnown));
        }
    }

    private bool Find(ReadOnlySpan<char> token, out int id)
    {
        // No token is the name of padding, for the rules cut at its brackets.
        if (_vocabulary.TryGetId(token, out id) && id < Settings.VocabularySize)
        {
            return true;
        }

        id = _unknown.IdOf(token);
        return false;
    }
}
