using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>What all pipelines share: checked settings, the replacements before and the cut after the tokenizer. Instances are immutable and safe for concurrent use.</summary>
public abstract class TextPipeline : ITextPipeline
{
    private readonly TextReplacer _replacer;

    private protected TextPipeline(PipelineManifest settings, string kind)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if ((settings.Kind == kind ? PipelineRules.Violation(settings) : $"the pipeline's kind is '{settings.Kind}'") is { } violation)
        {
            throw new RnnOnnxException($"The {kind} pipeline cannot follow its settings: {violation}; correct the manifest.");
        }

        Settings = settings;
        _replacer = new TextReplacer(settings.Replacements);
    }

    /// <inheritdoc/>
    public int MaximumLength => Settings.MaximumLength;

    /// <inheritdoc/>
    public PipelineManifest Settings { get; }

    /// <inheritdoc/>
    public TokenSequence Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Encode(text.AsSpan());
    }

    /// <inheritdoc/>
    public TokenSequence Encode(ReadOnlySpan<char> text)
    {
        using var ids = IdBuffer.Rent(Capacity(text.Length));
        var kept = Encode(text, ids, out var unknown, out var cut);
        return new TokenSequence(kept.ToArray(), unknown, cut);
    }

    /// <summary>As above into a buffer, so that nothing is allocated.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="ids">An empty buffer of <see cref="Capacity"/>.</param>
    /// <param name="unknown">Tokens that the vocabulary does not know.</param>
    /// <param name="cut">Ids cut off.</param>
    /// <returns>Ids after cutting and before padding, good until the buffer is given back.</returns>
    internal ReadOnlySpan<int> Encode(ReadOnlySpan<char> text, IdBuffer ids, out int unknown, out int cut)
    {
        using var replaced = _replacer.Apply(text);
        unknown = Write(replaced.Text, ids);
        return Cut(ids.Written, out cut);
    }

    /// <summary>Ids to make room for: words are five letters and a blank on average, and whatever has more tokens lets the buffer grow.</summary>
    internal static int Capacity(int characters) => (characters / 4) + 2;

    /// <inheritdoc/>
    public IReadOnlyList<TracedToken> Trace(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var replaced = _replacer.Apply(text.AsSpan());
        var tokens = new List<TracedToken>();
        Trace(replaced.Text, tokens);
        return TracedToken.Cut(tokens, Settings);
    }

    /// <summary>Writes the ids of a text, neither cut nor filled.</summary>
    /// <returns>Number of unknown tokens.</returns>
    private protected abstract int Write(ReadOnlySpan<char> text, IdBuffer ids);

    /// <summary>Lists the tokens of a text whose ids <see cref="Write"/> writes, none of them cut.</summary>
    private protected abstract void Trace(ReadOnlySpan<char> text, List<TracedToken> tokens);

    private protected TokenSequence Cut(ReadOnlySpan<int> ids, int unknown)
    {
        var kept = Cut(ids, out var cut);
        return new TokenSequence(kept.ToArray(), unknown, cut);
    }

    private ReadOnlySpan<int> Cut(ReadOnlySpan<int> ids, out int cut)
    {
        var kept = Math.Min(ids.Length, MaximumLength);
        cut = ids.Length - kept;
        return ids.Slice(Settings.Truncation == SequenceSide.Pre ? cut : 0, kept);
    }
}
