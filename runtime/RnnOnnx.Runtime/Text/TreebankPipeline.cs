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
            // No token is the name of padding, for the rules cut at its brackets.
            if (!_vocabulary.TryGetId(token, out var id) || id >= Settings.VocabularySize)
            {
                unknown++;
                id = _unknown.IdOf(token);
            }

            if (id != 0)
            {
                ids.Add(id);
            }
        }

        return unknown;
    }
}
