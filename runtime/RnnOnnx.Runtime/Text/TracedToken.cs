using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>What became of a token of a text.</summary>
/// <param name="Text">The token as the vocabulary would spell it.</param>
/// <param name="Id">Its id, or the one that takes its place; null when it is left out.</param>
/// <param name="IsKnown">Whether the vocabulary knows it.</param>
/// <param name="IsCut">Whether its id is cut off because the text is longer than the pipeline's maximum.</param>
public sealed record TracedToken(string Text, int? Id, bool IsKnown, bool IsCut = false)
{
    /// <summary>Marks the tokens whose ids are cut off.</summary>
    internal static IReadOnlyList<TracedToken> Cut(List<TracedToken> tokens, PipelineManifest settings)
    {
        var more = tokens.Count(static token => token.Id is not null) - settings.MaximumLength;
        for (var i = 0; i < tokens.Count && more > 0; i++)
        {
            var place = settings.Truncation == SequenceSide.Pre ? i : tokens.Count - 1 - i;
            if (tokens[place].Id is not null)
            {
                tokens[place] = tokens[place] with { IsCut = true };
                more--;
            }
        }

        return tokens;
    }
}
