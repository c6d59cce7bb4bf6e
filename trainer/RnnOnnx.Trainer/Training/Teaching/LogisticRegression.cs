namespace RnnOnnx.Trainer.Training.Teaching;

/// <summary>
/// Logistic regression over n-grams that are scaled by how much oftener texts of the one label have them than those of the other (Wang and Manning, <i>Baselines and Bigrams: Simple, Good
/// Sentiment and Topic Classification</i>, 2012), regularized by the squared weights. Sums run in a fixed order, so the same texts give the same bits on every processor.
/// </summary>
internal sealed class LogisticRegression
{
    private const int MostPasses = 60;
    private const double Accuracy = 1e-4;

    private readonly SparseRows _rows;
    private readonly double[] _scales;
    private readonly double[] _weights;
    private double _bias;

    private LogisticRegression(SparseRows rows, double[] scales)
    {
        (_rows, _scales, _weights) = (rows, scales, new double[rows.ColumnCount]);
    }

    /// <summary>Fits the weights w that make ½ |w|² + cost · Σ log(1 + exp(−y w·x)) small, y being 1 or −1.</summary>
    /// <param name="rows">All texts.</param>
    /// <param name="labels">Their labels, 0 or 1.</param>
    /// <param name="chosen">The texts to fit to, in any order.</param>
    /// <param name="cost">The greater, the closer the fit.</param>
    /// <remarks>By coordinate descent in the dual (Yu, Huang and Lin, <i>Dual coordinate descent methods for logistic regression and maximum entropy models</i>, 2011).</remarks>
    public static LogisticRegression Fit(SparseRows rows, IReadOnlyList<int> labels, IReadOnlyList<int> chosen, double cost)
    {
        var model = new LogisticRegression(rows, Scales(rows, labels, chosen));
        var squares = chosen.Select(model.SquaredLength).ToArray();
        var duals = new double[chosen.Count]; // each between 0 and the cost
        Array.Fill(duals, cost / 100);
        for (var i = 0; i < chosen.Count; i++)
        {
            model.Add(chosen[i], Sign(labels[chosen[i]]) * duals[i]);
        }

        for (var pass = 0; pass < MostPasses; pass++)
        {
            var largest = 0.0;
            for (var i = 0; i < chosen.Count; i++)
            {
                var (row, sign) = (chosen[i], Sign(labels[chosen[i]]));
                var moved = Best(duals[i], squares[i], sign * model.Logit(row), cost);
                largest = Math.Max(largest, Math.Abs(moved - duals[i]));
                model.Add(row, sign * (moved - duals[i]));
                duals[i] = moved;
            }

            if (largest < Accuracy * cost)
            {
                break;
            }
        }

        return model;
    }

    /// <summary>The probability that a text's label is 1.</summary>
    public double Probability(int row) => 1 / (1 + Math.Exp(-Logit(row)));

    /// <summary>The weighted sum whose sigmoid is the probability.</summary>
    public double Logit(int row)
    {
        var sum = _bias;
        foreach (var column in _rows[row])
        {
            sum += _weights[column] * _scales[column];
        }

        return sum;
    }

    private double SquaredLength(int row)
    {
        var sum = 1.0; // the bias
        foreach (var column in _rows[row])
        {
            sum += _scales[column] * _scales[column];
        }

        return sum;
    }

    private void Add(int row, double factor)
    {
        _bias += factor;
        foreach (var column in _rows[row])
        {
            _weights[column] += factor * _scales[column];
        }
    }

    // The zero of log(z / (cost − z)) + square · (z − dual) + margin, which grows from minus to plus infinity between 0 and the cost: Newton's steps, halved where they would leave the bracket.
    private static double Best(double dual, double square, double margin, double cost)
    {
        var (low, high, z) = (0.0, cost, dual);
        for (var step = 0; step < 50; step++)
        {
            var slope = Math.Log(z / (cost - z)) + (square * (z - dual)) + margin;
            if (Math.Abs(slope) < 1e-8)
            {
                break;
            }

            (low, high) = slope > 0 ? (low, z) : (z, high);
            var next = z - (slope / ((cost / (z * (cost - z))) + square));
            z = next > low && next < high ? next : (low + high) / 2;
        }

        return z;
    }

    // Log of the ratio of an n-gram's shares in the texts of either label, each counted once more than it is.
    private static double[] Scales(SparseRows rows, IReadOnlyList<int> labels, IReadOnlyList<int> chosen)
    {
        var counts = new double[2, rows.ColumnCount];
        var totals = new double[] { rows.ColumnCount, rows.ColumnCount };
        foreach (var row in chosen)
        {
            foreach (var column in rows[row])
            {
                counts[labels[row], column]++;
                totals[labels[row]]++;
            }
        }

        var scales = new double[rows.ColumnCount];
        for (var column = 0; column < scales.Length; column++)
        {
            scales[column] = Math.Log((counts[1, column] + 1) / totals[1] / ((counts[0, column] + 1) / totals[0]));
        }

        return scales;
    }

    private static int Sign(int label) => label == 1 ? 1 : -1;
}
