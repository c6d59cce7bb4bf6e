using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Training.Teaching;

/// <summary>
/// A linear model that reads n-grams and teaches a network of two labels what it knows of its training texts (distillation; Hinton, Vinyals and Dean, <i>Distilling the Knowledge in a Neural Network</i>, 2015).
/// </summary>
/// <remarks>
/// It sees how sure a text is, which its label does not tell, and rare word sequences, which a network with some dozens of filters or units does not find by itself. Every text is answered by a model that was
/// fitted to others, for of its own texts it is always sure.
/// </remarks>
internal static class NGramTeacher
{
    private const int Parts = 5;
    private const int LeastTexts = 3;
    private const double Cost = .3;

    /// <summary>The probability of label 1 for each text.</summary>
    /// <param name="texts">The training texts, of labels 0 and 1.</param>
    /// <param name="seed">Decides which texts are answered together.</param>
    /// <param name="cancellation">Stops between two parts.</param>
    public static float[] Answers(LabelledSequences texts, int seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var rows = NGrams.Of(texts.Ids, LeastTexts);
        var order = Enumerable.Range(0, texts.Count).ToArray();
        new Random(seed).Shuffle(order);
        var answers = new float[texts.Count];
        for (var part = 0; part < Parts; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            var model = LogisticRegression.Fit(rows, texts.Labels, [.. order.Where((_, place) => place % Parts != part)], Cost);
            foreach (var row in order.Where((_, place) => place % Parts == part))
            {
                answers[row] = (float)model.Probability(row);
            }
        }

        return answers;
    }

    /// <summary>Share of the texts whose label is the likelier one.</summary>
    public static double Accuracy(IEnumerable<float> answers, LabelledSequences texts) => answers.Zip(texts.Labels, (answer, label) => answer >= 0.5f == (label == 1) ? 1.0 : 0).Average();
}
