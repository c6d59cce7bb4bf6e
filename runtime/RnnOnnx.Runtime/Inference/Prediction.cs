namespace RnnOnnx.Inference;

/// <summary>What a model makes of a text.</summary>
/// <param name="Label">The likeliest label; of equally likely ones the later of two, the first of more.</param>
/// <param name="Score">Probability of <paramref name="Label"/>, 0 to 1.</param>
/// <param name="Scores">Probability of each label, in the order of <see cref="Labels"/>; <c>[1 - p, p]</c> for binary models.</param>
/// <param name="Tokens">Number of ids that the model saw.</param>
/// <param name="Unknown">Words that the vocabulary does not know: dropped, or seen as the out-of-vocabulary id.</param>
/// <param name="Cut">Ids cut off because the text is longer than the model's maximum.</param>
public sealed record Prediction(string Label, float Score, IReadOnlyList<float> Scores, int Tokens, int Unknown, int Cut)
{
    /// <summary>The model's labels, in the order of <see cref="Scores"/>: one list that all its predictions share.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The likeliest labels, the likeliest first; of equally likely ones <see cref="Label"/>, then the earlier.</summary>
    /// <param name="count">Most labels wanted, at least 1; all there are if there are fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public IReadOnlyList<LabelScore> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return
        [
            .. Labels.Zip(Scores, static (label, score) => new LabelScore(label, score))
                .OrderByDescending(static label => label.Score)
                .ThenByDescending(label => label.Label == Label)
                .Take(count),
        ];
    }
}
