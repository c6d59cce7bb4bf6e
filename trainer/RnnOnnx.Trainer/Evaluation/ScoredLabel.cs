namespace RnnOnnx.Trainer.Evaluation;

/// <summary>What a text is and what a model says of it.</summary>
/// <param name="Label">The right label, a place in the model's labels.</param>
/// <param name="Scores">Probability of each label.</param>
public readonly record struct ScoredLabel(int Label, IReadOnlyList<float> Scores)
{
    /// <summary>The answer, by the runtime's rule: of two labels the second from one half on, of more the first of the likeliest.</summary>
    public int Predicted
    {
        get
        {
            if (Scores.Count == 2)
            {
                return Scores[1] >= 0.5f ? 1 : 0;
            }

            var best = 0;
            for (var i = 1; i < Scores.Count; i++)
            {
                best = Scores[i] > Scores[best] ? i : best;
            }

            return best;
        }
    }

    /// <summary>Probability of the answer.</summary>
    public double Confidence => Scores[Predicted];

    /// <summary>Whether the answer is right.</summary>
    public bool IsRight => Predicted == Label;
}
