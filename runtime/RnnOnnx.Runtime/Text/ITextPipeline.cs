using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>Turns a text into the ids that a network was trained on. Implementations are immutable and safe for concurrent use.</summary>
public interface ITextPipeline
{
    /// <summary>Most ids that <see cref="Encode(ReadOnlySpan{char})"/> returns; longer texts are cut.</summary>
    int MaximumLength { get; }

    /// <summary>The settings that the pipeline follows.</summary>
    PipelineManifest Settings { get; }

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; an empty one is allowed.</param>
    /// <returns>Ids after cutting and before padding, at most <see cref="MaximumLength"/> of them.</returns>
    TokenSequence Encode(ReadOnlySpan<char> text);

    /// <summary>Says what becomes of each token of a text, with a string for each: to explain an answer, not to get one.</summary>
    /// <param name="text">Any text; an empty one is allowed.</param>
    /// <returns>All tokens in their order, signs that the pipeline puts among them; the ids that are not cut are those of <see cref="Encode(ReadOnlySpan{char})"/>.</returns>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    IReadOnlyList<TracedToken> Trace(string text);

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; an empty one is allowed.</param>
    /// <returns>Ids after cutting and before padding, at most <see cref="MaximumLength"/> of them.</returns>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    TokenSequence Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Encode(text.AsSpan());
    }
}
