using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Benchmarks.Soak;

/// <summary>A text, and what a model made of it while it had nothing else to do.</summary>
/// <param name="Text">The text.</param>
/// <param name="Due">The reply that it must get whatever goes on around it.</param>
internal sealed record SoakText(string Text, Prediction Due)
{
    /// <summary>How far a score may lie from the one that is due.</summary>
    public const double Tolerance = 1e-5;

    private const int Wanted = 64;
    private const int Tries = 1024;
    private const int MostWords = 400;

    /// <summary>Makes texts of a model's own words, of 1 to 400 words, no two of which get replies that could be taken for each other.</summary>
    /// <param name="alone">The model, which nobody else asks.</param>
    /// <param name="goldens">Where the words come from.</param>
    /// <param name="seed">Which texts are made.</param>
    /// <exception cref="RnnOnnxException">The model gives all of them the same reply.</exception>
    public static IReadOnlyList<SoakText> Make(TextClassifier alone, IReadOnlyList<Golden> goldens, int seed)
    {
        string[] words = [.. goldens.SelectMany(static golden => golden.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        var random = new Random(seed);
        var made = new List<SoakText>();
        for (var i = 0; i < Tries && made.Count < Wanted && words.Length > 0; i++)
        {
            // As many texts of 1 to 20 words as of 20 to 400.
            var length = (int)Math.Exp(random.NextDouble() * Math.Log(MostWords + 1));
            var text = string.Join(' ', Enumerable.Range(0, length).Select(_ => words[random.Next(words.Length)]));
            var due = alone.Predict(text);
            if (made.TrueForAll(other => Difference(other.Due, due, 4 * Tolerance) is not null))
            {
                made.Add(new SoakText(text, due));
            }
        }

        return made.Count > 1 ? made : throw new RnnOnnxException($"{alone.Manifest.Id}: the model gives every text the same reply, so that a crossed one could not be seen; name others with --model.");
    }

    /// <summary>What is wrong with a reply to the text; null if nothing is. No part of the text is told.</summary>
    public string? Fault(Prediction reply) => Difference(Due, reply, Tolerance);

    private static string? Difference(Prediction due, Prediction reply, double tolerance)
    {
        if ((reply.Tokens, reply.Unknown, reply.Cut) != (due.Tokens, due.Unknown, due.Cut))
        {
            return $"{reply.Tokens} ids, {reply.Unknown} unknown and {reply.Cut} cut, in place of {due.Tokens}, {due.Unknown} and {due.Cut}";
        }

        if (reply.Scores.Count != due.Scores.Count)
        {
            return $"{reply.Scores.Count} scores in place of {due.Scores.Count}";
        }

        var best = due.Scores.Max();
        var isLabelled = false;
        for (var i = 0; i < due.Scores.Count; i++)
        {
            // A score that is no number is far from every other.
            if (!(Math.Abs(reply.Scores[i] - due.Scores[i]) <= tolerance))
            {
                return $"score {i} is {reply.Scores[i]:G9} in place of {due.Scores[i]:G9}";
            }

            // Of labels that are as likely as each other, rounding may prefer either.
            isLabelled |= reply.Label == due.Labels[i] && best - due.Scores[i] <= 2 * tolerance;
        }

        return isLabelled ? null : $"the label is '{reply.Label}' in place of '{due.Label}'";
    }
}
