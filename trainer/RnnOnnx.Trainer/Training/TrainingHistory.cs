using System.Globalization;
using RnnOnnx.Trainer.Charts;

namespace RnnOnnx.Trainer.Training;

/// <summary>The figures of every epoch, as a package keeps them: nothing that a clock measured, so that the same seed gives the same bytes.</summary>
/// <param name="Rows">One per epoch, in order.</param>
public sealed record TrainingHistory(IReadOnlyList<HistoryRow> Rows)
{
    /// <summary>The file of the figures in a package.</summary>
    public const string FileName = "history.csv";

    /// <summary>The file of the picture in a package.</summary>
    public const string CurveFileName = "curve.svg";

    private static readonly string[] Columns = ["epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy"];

    /// <summary>The history of a training run.</summary>
    public static TrainingHistory Of(IReadOnlyList<EpochFigures> epochs) =>
        new([.. epochs.Select(e => new HistoryRow(e.Epoch, e.Loss, e.Accuracy, e.Validation.Loss, e.Validation.Accuracy, e.Test?.Loss, e.Test?.Accuracy))]);

    /// <summary>Reads what <see cref="Csv"/> wrote; columns that it does not know are left out.</summary>
    /// <param name="text">The file's text.</param>
    /// <exception cref="FormatException">A column is missing, a figure is none, or there are no rows.</exception>
    public static TrainingHistory Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var places = Columns.Select(column => Array.IndexOf(lines.Length == 0 ? [] : lines[0].TrimEnd('\r').Split(','), column)).ToArray();
        if (lines.Length < 2 || places.Contains(-1))
        {
            throw new FormatException($"the first line should have the columns {string.Join(", ", Columns)}, and rows should follow");
        }

        return new([.. lines.Skip(1).Select((line, row) =>
        {
            var cells = line.TrimEnd('\r').Split(',');
            double? Optional(int column) => places[column] < cells.Length && cells[places[column]].Length == 0 ? null : Number(column);
            double Number(int column) => places[column] < cells.Length && double.TryParse(cells[places[column]], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new FormatException($"line {row + 2} has no number in the column {Columns[column]}");
            return new HistoryRow((int)Number(0), Number(1), Number(2), Number(3), Number(4), Optional(5), Optional(6));
        })]);
    }

    /// <summary>The figures as comma-separated values, unrounded.</summary>
    /// <param name="further">Columns after them: a name, and the value of a row by its place from 0.</param>
    public string Csv(params IReadOnlyList<(string Name, Func<int, double> Value)> further)
    {
        ArgumentNullException.ThrowIfNull(further);
        var lines = Rows.Select((r, place) =>
            new double?[] { r.Epoch, r.Loss, r.Accuracy, r.ValidationLoss, r.ValidationAccuracy, r.TestLoss, r.TestAccuracy }.Concat(further.Select(column => (double?)column.Value(place))));
        return Line(Columns.Concat(further.Select(column => column.Name))) + string.Concat(lines.Select(values => Line(values.Select(v => v?.ToString("R", CultureInfo.InvariantCulture) ?? ""))));

        static string Line(IEnumerable<string> cells) => string.Join(',', cells) + "\n";
    }

    /// <summary>The learning curves: loss and accuracy of training and validation by epoch.</summary>
    /// <param name="bestEpoch">The epoch that was kept, which is marked.</param>
    public IReadOnlyList<Chart> Curves(int bestEpoch) =>
    [
        Curve("Loss", "loss in nats", bestEpoch, r => r.Loss, r => r.ValidationLoss, r => r.TestLoss),
        Curve("Accuracy", "share of right answers", bestEpoch, r => r.Accuracy, r => r.ValidationAccuracy, r => r.TestAccuracy),
    ];

    private Chart Curve(string title, string axis, int bestEpoch, Func<HistoryRow, double> training, Func<HistoryRow, double> validation, Func<HistoryRow, double?> test) => new()
    {
        Title = $"{title} by epoch",
        X = new ChartAxis("epoch") { IsWhole = true },
        Y = new ChartAxis(axis),
        Series =
        [
            Series("training", r => training(r)),
            Series("validation", r => validation(r)),
            .. Rows.Any(r => test(r) is not null) ? new[] { Series("test, never used to choose", test) } : [],
        ],
        Marks = [new ChartMark(bestEpoch, $"epoch {bestEpoch} kept")],
    };

    private ChartSeries Series(string name, Func<HistoryRow, double?> value) =>
        new(name, [.. Rows.Select(r => new ChartPoint(r.Epoch, value(r) ?? double.NaN, FormattableString.Invariant($"{name}, epoch {r.Epoch}: {value(r):F4}")))]);
}
