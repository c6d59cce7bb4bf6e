using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>Kind <c>characters</c>: document 001's <see cref="CharacterTokenizer"/>, filled with <c>PAD</c> and cut at the end.</summary>
public sealed class CharacterPipeline : TextPipeline
{
    /// <summary>The name of this pipeline in a manifest.</summary>
    public const string Kind = "characters";

    /// <summary>Creates the pipeline.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="vocabulary">Must be <see cref="CharacterTokenizer.Symbols"/>.</param>
    /// <exception cref="RnnOnnxException">The settings contradict each other, or the vocabulary is another one.</exception>
    public CharacterPipeline(PipelineManifest settings, Vocabulary vocabulary)
        : base(settings, Kind)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var symbols = CharacterTokenizer.Symbols;
        for (var id = 0; id < Math.Max(symbols.Count, vocabulary.Count); id++)
        {
            var expected = id < symbols.Count ? $"'{symbols[id]}'" : "nothing";
            var found = id < vocabulary.Count ? $"'{vocabulary[id]}'" : "nothing";
            if (expected != found)
            {
                throw new RnnOnnxException($"The {Kind} pipeline has {expected} as id {id}, its vocabulary has {found}; write the {symbols.Count} symbols of {nameof(CharacterTokenizer)} as the vocabulary.");
            }
        }
    }

    private protected override int Write(ReadOnlySpan<char> text, IdBuffer ids) => CharacterTokenizer.Encode(text, ids);

    private protected override void Trace(ReadOnlySpan<char> text, List<TracedToken> tokens) => CharacterTokenizer.Trace(text, tokens);
}
