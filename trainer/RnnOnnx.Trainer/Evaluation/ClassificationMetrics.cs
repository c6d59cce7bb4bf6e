namespace RnnOnnx.Trainer.Evaluation;

/// <summary>The figures of a classifier on some texts, from their labels and scores alone.</summary>
public sealed record ClassificationMetrics
{
    /// <summary>Number of calibration bins, of equal width from 0 to 1.</summary>
    public const int Bins = 20;

    // As Keras clips, so that one sure mistake does not make the mean infinite.
    private const double LeastProbability = 1e-7;

    // Rounding moves a probability this far beyond 0 or 1.
    private const float Rounding = 1e-4f;

    /// <summary>Number of texts.</summary>
    public required int Count { get; init; }

    /// <summary>Share of right answers; also the micro average of precision, recall and F1, since each text has one label.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Each label's own figures, in the order of the scores.</summary>
    public required IReadOnlyList<ClassMetrics> Classes { get; init; }

    /// <summary>Averages in which each label counts alike.</summary>
    public required AverageMetrics Macro { get; init; }

    /// <summary>Averages in which each label counts by its number of texts.</summary>
    public required AverageMetrics Weighted { get; init; }

    /// <summary>Mean cross-entropy in nats, probabilities clipped to 1e-7.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Of two labels the area under the ROC curve, by the rank statistic with ties counted half (Mann and Whitney); of more the mean of each label against the rest. Null where no label has texts on both sides.</summary>
    public required double? Auc { get; init; }

    /// <summary>Mean squared error of the probabilities (Brier 1950): of two labels that of the second, from 0 to 1; of more the sum over the labels, from 0 to 2.</summary>
    public required double Brier { get; init; }

    /// <summary>Expected calibration error (Naeini and others 2015): how far accuracy lies from confidence, mean over the bins by their number of answers.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>The bins of the calibration, by confidence.</summary>
    public required IReadOnlyList<CalibrationBin> Calibration { get; init; }

    /// <summary>Number of texts by right label (row) and answer (column).</summary>
    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }

    /// <summary>Computes the figures.</summary>
    /// <param name="labels">The labels' names, in the order of the scores; at least two.</param>
    /// <param name="texts">At least one text.</param>
    /// <exception cref="RnnOnnxException">There is no text, or a score is no probability.</exception>
    /// <exception cref="ArgumentException">A text has no such label, or not one score for each.</exception>
    public static ClassificationMetrics Of(IReadOnlyList<string> labels, IReadOnlyList<ScoredLabel> texts)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(texts);
        Check(labels, texts);
        var matrix = labels.Select(_ => new int[labels.Count]).ToArray();
        var (loss, brier) = (0.0, 0.0);
        var bins = new (int Count, double Confidence, int Right)[Bins];
        foreach (var text in texts)
        {
            matrix[text.Label][text.Predicted]++;
            loss -= Math.Log(Math.Max(text.Scores[text.Label], LeastProbability));
            brier += labels.Count == 2 ? Squared(text, 1) : Enumerable.Range(0, labels.Count).Sum(label => Squared(text, label));
            ref var bin = ref bins[Math.Clamp((int)(text.Confidence * Bins), 0, Bins - 1)];
            bin = (bin.Count + 1, bin.Confidence + text.Confidence, bin.Right + (text.IsRight ? 1 : 0));
        }

        ClassMetrics[] classes = [.. labels.Select((name, label) => new ClassMetrics(name, matrix[label].Sum(), matrix.Sum(row => row[label]), matrix[label][label], AreaUnderCurve(texts, label)))];
        var seen = classes.Where(c => c.F1 is not null).ToArray();
        return new ClassificationMetrics
        {
            Count = texts.Count,
            Accuracy = (double)classes.Sum(c => c.Right) / texts.Count,
            Classes = classes,
            Macro = Average(seen, _ => 1.0 / seen.Length),
            Weighted = Average(seen, c => (double)c.Support / texts.Count),
            LogLoss = loss / texts.Count,
            Auc = labels.Count == 2 ? classes[1].Auc : Mean(classes.Select(c => c.Auc)),
            Brier = brier / texts.Count,
            CalibrationError = bins.Sum(b => Math.Abs(b.Right - b.Confidence)) / texts.Count,
            Calibration = [.. bins.Select((b, i) => new CalibrationBin((double)i / Bins, (i + 1.0) / Bins, b.Count, b.Confidence / Math.Max(b.Count, 1), (double)b.Right / Math.Max(b.Count, 1)))],
            ConfusionMatrix = matrix,
        };
    }

    /// <summary>The commonest mistakes.</summary>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<Confusion> TopConfusions(int most) =>
    [
        .. Classes.SelectMany((label, row) => Classes.Select((predicted, column) => (Label: label, Predicted: predicted, Count: row == column ? 0 : ConfusionMatrix[row][column])))
            .Where(mistake => mistake.Count > 0)
            .OrderByDescending(mistake => mistake.Count)
            .Take(most)
            .Select(mistake => new Confusion(mistake.Label.Label, mistake.Predicted.Label, mistake.Count, (double)mistake.Count / mistake.Label.Support)),
    ];

    private static void Check(IReadOnlyList<string> labels, IReadOnlyList<ScoredLabel> texts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels.Count, 2, nameof(labels));
        if (texts.Count == 0)
        {
            throw new RnnOnnxException("there is no text to evaluate; give at least one");
        }

        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i].Label < 0 || texts[i].Label >= labels.Count || texts[i].Scores.Count != labels.Count)
            {
                throw new ArgumentException($"text {i + 1} has label {texts[i].Label} and {texts[i].Scores.Count} scores, and there are {labels.Count} labels", nameof(texts));
            }

            foreach (var score in texts[i].Scores)
            {
                if (!(score >= -Rounding && score <= 1 + Rounding))
                {
                    throw new RnnOnnxException($"text {i + 1}: the model gives {score}, which is no probability; run 'make train' to train it again");
                }
            }
        }
    }

    private static double Squared(ScoredLabel text, int label)
    {
        var error = text.Scores[label] - (text.Label == label ? 1.0 : 0.0);
        return error * error;
    }

    // Mann and Whitney's U over the pairs: the sum of the positives' ranks, equal scores sharing the mean of theirs.
    private static double? AreaUnderCurve(IReadOnlyList<ScoredLabel> texts, int label)
    {
        var ordered = texts.Select(t => (Score: t.Scores[label], IsPositive: t.Label == label)).OrderBy(t => t.Score).ToArray();
        var (positives, ranks) = (0L, 0.0);
        for (var first = 0; first < ordered.Length;)
        {
            var next = first;
            var here = 0;
            for (; next < ordered.Length && ordered[next].Score == ordered[first].Score; next++)
            {
                here += ordered[next].IsPositive ? 1 : 0;
            }

            ranks += here * (first + 1 + next) / 2.0;
            positives += here;
            first = next;
        }

        var negatives = ordered.Length - positives;
        return positives == 0 || negatives == 0 ? null : (ranks - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }

    private static AverageMetrics Average(ClassMetrics[] classes, Func<ClassMetrics, double> weight) =>
        new(classes.Sum(c => weight(c) * (c.Precision ?? 0)), classes.Sum(c => weight(c) * (c.Recall ?? 0)), classes.Sum(c => weight(c) * (c.F1 ?? 0)));

    private static double? Mean(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToArray();
        return known.Length == 0 ? null : known.Average();
    }
}
