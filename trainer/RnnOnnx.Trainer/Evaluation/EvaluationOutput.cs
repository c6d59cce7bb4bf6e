using System.Globalization;
using System.Text;
using System.Text.Json;
using RnnOnnx.Packages;

namespace RnnOnnx.Trainer.Evaluation;

/// <summary>Writes evaluations: as tables for people, as JSON, and text by text as comma-separated values.</summary>
public static class EvaluationOutput
{
    private const int WidestMatrix = 10;
    private const int ShownConfusions = 20;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes tables: the models below each other, then each one's labels and mistakes.</summary>
    public static void WriteTables(TextWriter output, IReadOnlyList<ModelEvaluation> evaluations)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(evaluations);
        TextTable.Write(
            output,
            ["model", "corpus", "texts", "accuracy", "macro P", "macro R", "macro F1", "weighted F1", "log loss", "AUC", "Brier", "ECE"],
            evaluations.Select(e => e.Metrics is var m ? (string[])
                [
                    e.Manifest.Id, e.Texts.Corpus, $"{m.Count:N0}", Figure(m.Accuracy), Figure(m.Macro.Precision), Figure(m.Macro.Recall), Figure(m.Macro.F1), Figure(m.Weighted.F1),
                    Figure(m.LogLoss), Figure(m.Auc), Figure(m.Brier), Figure(m.CalibrationError),
                ]
                : []),
            [.. Enumerable.Range(2, 10)]);
        foreach (var evaluation in evaluations)
        {
            output.WriteLine();
            WriteDetails(output, evaluation);
        }
    }

    /// <summary>The evaluations as a JSON array; figures that do not exist are null.</summary>
    public static string ToJson(IReadOnlyList<ModelEvaluation> evaluations) => JsonSerializer.Serialize(
        evaluations.Select(e => new
        {
            Model = e.Manifest.Id,
            e.Manifest.Architecture,
            e.Texts.Corpus,
            e.Texts.Part,
            e.Texts.Remark,
            Texts = e.Metrics.Count,
            e.Metrics.Accuracy,
            Micro = new AverageMetrics(e.Metrics.Accuracy, e.Metrics.Accuracy, e.Metrics.Accuracy),
            e.Metrics.Macro,
            e.Metrics.Weighted,
            e.Metrics.LogLoss,
            e.Metrics.Auc,
            e.Metrics.Brier,
            e.Metrics.CalibrationError,
            e.Metrics.Classes,
            e.Metrics.ConfusionMatrix,
            Calibration = e.Metrics.Calibration.Where(bin => bin.Count > 0),
        }),
        Json);

    /// <summary>One row per model and text: its right label, the answer, and the probability of each label.</summary>
    /// <param name="evaluations">Of models with the same labels.</param>
    /// <exception cref="RnnOnnxException">The models have different labels, which would need different columns.</exception>
    public static string ToCsv(IReadOnlyList<ModelEvaluation> evaluations)
    {
        ArgumentNullException.ThrowIfNull(evaluations);
        var labels = evaluations[0].Labels;
        if (evaluations.FirstOrDefault(e => !e.Labels.SequenceEqual(labels)) is { } other)
        {
            throw new RnnOnnxException($"{other.Manifest.Id} has other labels than {evaluations[0].Manifest.Id}, and one table cannot hold both; write two files");
        }

        var csv = new StringBuilder();
        Row(csv, ["model", "number", "label", "predicted", "confidence", .. labels.Select(label => $"score:{label}"), "text"]);
        foreach (var evaluation in evaluations)
        {
            for (var row = 0; row < evaluation.Answers.Count; row++)
            {
                var answer = evaluation.Answers[row];
                Row(csv, [evaluation.Manifest.Id, $"{row + 1}", labels[answer.Label], labels[answer.Predicted], Exact(answer.Confidence), .. answer.Scores.Select(s => Exact(s)), evaluation.Texts.Text(row)]);
            }
        }

        return csv.ToString();
    }

    private static void WriteDetails(TextWriter output, ModelEvaluation evaluation)
    {
        var metrics = evaluation.Metrics;
        output.WriteLine($"{evaluation.Manifest.Id} on {evaluation.Texts.Corpus}: {evaluation.Texts.Part}, {metrics.Count:N0} texts");
        if (evaluation.Texts.Remark is { } remark)
        {
            output.WriteLine($"NOTE: {remark}");
        }

        TextTable.Write(
            output,
            ["label", "texts", "precision", "recall", "F1", "AUC"],
            [
                .. metrics.Classes.Select(c => (string[])[c.Label, $"{c.Support:N0}", Figure(c.Precision), Figure(c.Recall), Figure(c.F1), Figure(c.Auc)]),
                ["macro", $"{metrics.Count:N0}", Figure(metrics.Macro.Precision), Figure(metrics.Macro.Recall), Figure(metrics.Macro.F1), Figure(metrics.Auc)],
                ["micro", $"{metrics.Count:N0}", Figure(metrics.Accuracy), Figure(metrics.Accuracy), Figure(metrics.Accuracy), ""],
                ["weighted", $"{metrics.Count:N0}", Figure(metrics.Weighted.Precision), Figure(metrics.Weighted.Recall), Figure(metrics.Weighted.F1), ""],
            ],
            1,
            2,
            3,
            4,
            5);
        output.WriteLine();
        if (metrics.Classes.Count <= WidestMatrix)
        {
            TextTable.Write(
                output,
                ["right label \\ answer", .. metrics.Classes.Select(c => c.Label)],
                metrics.ConfusionMatrix.Select((row, label) => (string[])[metrics.Classes[label].Label, .. row.Select(count => $"{count:N0}")]),
                [.. Enumerable.Range(1, metrics.Classes.Count)]);
            return;
        }

        TextTable.Write(
            output,
            ["right label", "answer", "texts", "of the label"],
            metrics.TopConfusions(ShownConfusions).Select(c => (string[])[c.Label, c.Predicted, $"{c.Count:N0}", $"{c.Share:P1}"]),
            2,
            3);
    }

    private static void Row(StringBuilder csv, IEnumerable<string> cells) => csv.AppendJoin(
        ',', cells.Select(cell => cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');

    private static string Exact(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture);

    private static string Figure(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "-";
}
