using RnnOnnx.Trainer.Charts;
using RnnOnnx.Trainer.Evaluation;

namespace RnnOnnx.Trainer.Reports;

/// <summary>Draws a confusion matrix of many labels: one cell per right label (row) and answer (column), the darker the larger its share of the row.</summary>
internal static class HeatMap
{
    private const int Cell = 14;
    private const int Letter = 6;

    /// <summary>The picture, for a page that has <see cref="ChartSvg.Style"/>.</summary>
    public static Markup Draw(string title, ClassificationMetrics metrics)
    {
        var labels = metrics.Classes;
        var margin = 24 + (labels.Max(c => Math.Min(c.Label.Length, 20)) * Letter);
        var size = labels.Count * Cell;
        var svg = new MarkupWriter();
        svg.Line($"""<svg xmlns="http://www.w3.org/2000/svg" class="chart heat" role="img" aria-label="{title}" width="{margin + size + 8}" height="{margin + size + 8}" viewBox="0 0 {margin + size + 8} {margin + size + 8}">""");
        svg.Line($"""<rect class="ground" width="{margin + size + 8}" height="{margin + size + 8}"/>""");
        svg.Line($"""<rect class="field" x="{margin}" y="{margin}" width="{size}" height="{size}"/>""");
        svg.Line($"""<text x="{margin + (size / 2)}" y="12" text-anchor="middle">answer</text>""");
        svg.Line($"""<text transform="translate(11 {margin + (size / 2)}) rotate(-90)" text-anchor="middle">right label</text>""");
        for (var i = 0; i < labels.Count; i++)
        {
            var middle = margin + (i * Cell) + (Cell / 2);
            var name = labels[i].Label.Length > 20 ? labels[i].Label[..19] + "…" : labels[i].Label;
            svg.Line($"""<text class="name" x="{margin - 4}" y="{middle + 3}" text-anchor="end">{name}</text>""");
            svg.Line($"""<text class="name" transform="translate({middle + 3} {margin - 4}) rotate(-90)">{name}</text>""");
            if (i % 5 == 0 && i > 0)
            {
                svg.Line($"""<path class="grid" d="M{margin} {margin + (i * Cell)} h{size} M{margin + (i * Cell)} {margin} v{size}"/>""");
            }
        }

        for (var row = 0; row < labels.Count; row++)
        {
            for (var column = 0; column < labels.Count; column++)
            {
                if (metrics.ConfusionMatrix[row][column] is > 0 and var count)
                {
                    var share = (double)count / labels[row].Support;
                    svg.Line($"""<rect class="{(row == column ? "right" : "wrong")}" x="{margin + (column * Cell)}" y="{margin + (row * Cell)}" width="{Cell - 1}" height="{Cell - 1}" opacity="{0.15 + (0.85 * share):F2}"><title>{labels[row].Label} taken for {labels[column].Label}: {count} of {labels[row].Support} texts, {share:P1}</title></rect>""");
                }
            }
        }

        return new Markup(svg.Line($"</svg>").ToString());
    }
}
