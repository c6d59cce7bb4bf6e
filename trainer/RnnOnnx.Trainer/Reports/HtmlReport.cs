using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Charts;
using RnnOnnx.Trainer.Evaluation;

namespace RnnOnnx.Trainer.Reports;

/// <summary>
/// Writes a report as one HTML page that needs nothing else. What stands in a corpus, a manifest or a label is only ever shown: every value is escaped, and the page's policy lets
/// no script run but its own and nothing be loaded.
/// </summary>
public static class HtmlReport
{
    private const int WidestTable = 10;
    private const int ShownConfusions = 15;
    private const int ShownCharacters = 700;
    private const double SameAccuracy = 1e-9;
    private static readonly Markup Dash = new("–");

    /// <summary>The page.</summary>
    public static string Write(ZooReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new MarkupWriter();
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(PageStyle.Script)));
        page.Line($"<!DOCTYPE html>")
            .Line($"""<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">""")
            .Line($"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'">""")
            .Line($"<title>The zoo in figures</title>")
            .Line($"<style>{new Markup(PageStyle.Css)}{new Markup(ChartSvg.Style)}</style></head><body>");
        page.Line($"<header><h1>The zoo in figures</h1>")
            .Line($"""<p class="soft">{Quantity.Count(report.Models.Count, "package")}, evaluated through the runtime on {report.Machine}; {report.Made.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC.</p>""");
        if (report.Remark is { } remark)
        {
            page.Line($"""<p class="bad">{remark}</p>""");
        }

        page.Line($"</header><main>");
        Table(page, report);
        foreach (var model in report.Models.Where(m => m.Manifest is not null))
        {
            Section(page, model, model.Manifest!);
        }

        page.Line($"</main>").Line($"<script>{new Markup(PageStyle.Script)}</script>").Line($"</body></html>");
        return page.ToString();
    }

    private static void Table(MarkupWriter page, ZooReport report)
    {
        page.Line($"""<div class="scroll" tabindex="0" role="region" aria-label="All models"><table class="zoo sortable" id="models"><thead><tr>""");
        foreach (var (heading, isNumber, meaning) in new (string, bool, string)[]
        {
            ("model", false, "Id of the package"),
            ("accuracy", true, "Share of right answers on the test part, measured through the runtime"),
            ("document", true, "The accuracy that the network's document prints"),
            ("difference", true, "Ours less the document's"),
            ("over seeds", true, "Mean, least and greatest test accuracy of the seeds in results.csv"),
            ("macro F1", true, "Mean over the labels"),
            ("corpus", false, "What it was trained on"),
            ("recipe", false, "How it was trained"),
            ("parameters", true, "Frozen ones included"),
            ("size", true, "All files of the package"),
            ("one text", true, $"Median of {report.Calls} calls with one text of middle length, on {report.Machine}"),
        })
        {
            page.Line($"""<th scope="col"{(isNumber ? new Markup(" class=\"n\"") : default)} title="{meaning}">{heading}</th>""");
        }

        page.Line($"</tr></thead><tbody>");
        foreach (var model in report.Models)
        {
            Row(page, model);
        }

        page.Line($"</tbody></table></div>");
        page.Line($"""<p class="soft">One text: median of {report.Calls:N0} calls of the runtime, one at a time, with the text of middle length of the test part. A grey accuracy is the manifest's: the model was not evaluated here, and its section says why.</p>""");
    }

    private static void Row(MarkupWriter page, ReportedModel model)
    {
        if (model.Manifest is not { } manifest)
        {
            page.Line($"""<tr><th scope="row">{model.Id}</th><td colspan="10"><strong class="bad">damaged</strong>: {model.Damage}</td></tr>""");
            return;
        }

        var accuracy = model.Metrics?.Accuracy ?? Promised(manifest);
        var difference = accuracy - model.DocumentAccuracy;
        page.Line($"""<tr><th scope="row"><a href="#{model.Id}">{model.Id}</a></th>""")
            .Line(Number(accuracy, Share(accuracy), model.Metrics is null ? "n soft" : "n"))
            .Line(Number(model.DocumentAccuracy, Share(model.DocumentAccuracy)))
            .Line(Number(difference, difference is { } d ? MarkupWriter.Of($"{d:+0.0000;−0.0000;0.0000}") : Dash, difference switch { null => "n", >= 0 => "n good", _ => "n bad" }))
            .Line(Number(model.Seeds?.Mean, model.Seeds switch
            {
                null => Dash,
                { Seeds: 1 } => MarkupWriter.Of($"{model.Seeds.Mean:F4} <small>1 seed</small>"),
                _ => MarkupWriter.Of($"{model.Seeds.Mean:F4} <small>{model.Seeds.Seeds} seeds<br>{model.Seeds.Least:F4} to {model.Seeds.Greatest:F4}</small>"),
            }))
            .Line(Number(model.Metrics?.Macro.F1, Share(model.Metrics?.Macro.F1)))
            .Line($"<td>{manifest.Training.Corpus}</td><td>{manifest.Training.Recipe}</td>")
            .Line(Number(manifest.Parameters, MarkupWriter.Of($"{manifest.Parameters:N0}")))
            .Line(Number(model.Bytes, MarkupWriter.Of($"{Quantity.Size(model.Bytes)}")))
            .Line(Number(model.Microseconds, model.Microseconds is { } time ? MarkupWriter.Of($"""<span title="{Quantity.Count(model.TimedTokens, "token")}">{Quantity.Time(time)}</span>""") : Dash))
            .Line($"</tr>");
    }

    private static void Section(MarkupWriter page, ReportedModel model, ModelManifest manifest)
    {
        var training = manifest.Training;
        page.Line($"""<section id="{model.Id}" aria-labelledby="{model.Id}-h"><h2 id="{model.Id}-h">{model.Id}</h2>""")
            .Line($"<p>{manifest.Summary}</p>")
            .Line($"""<p class="soft">{(manifest.Document == Architecture.NoDocument ? "Beyond the documents" : $"Document {manifest.Document}")}; corpus {training.Corpus}, recipe {training.Recipe}, seed {training.Seed}{(training.Epochs > 0 ? $", epoch {training.BestEpoch} of {training.Epochs} kept" : "")}; {Quantity.Count(training.TrainingTexts, "text")} to train on.</p>""");
        if (model.Metrics is { } metrics)
        {
            page.Line($"""<p class="soft">Evaluated on {model.Texts!.Corpus}: {model.Texts.Part}, {Quantity.Count(metrics.Count, "text")}.</p>""");
            if (model.Texts.Remark is { } remark)
            {
                page.Line($"""<p class="bad">Note: {remark}.</p>""");
            }

            if (Promised(manifest) is { } promised && Math.Abs(metrics.Accuracy - promised) > SameAccuracy)
            {
                page.Line($"""<p class="bad">Note: the manifest says {promised:F4}, and the runtime gives {metrics.Accuracy:F4}.</p>""");
            }

            Figures(page, metrics);
        }
        else
        {
            page.Line($"<p><strong>Not evaluated:</strong> {model.NotEvaluated}.</p>");
            Metrics(page, manifest);
        }

        if (model.History is not null || model.Metrics is not null)
        {
            page.Line($"""<div class="charts">""");
            foreach (var chart in (model.History?.Curves(training.BestEpoch) ?? []).Concat(model.Metrics is { } evaluated ? new[] { Calibration(evaluated) } : []))
            {
                page.Line(ChartSvg.Inline(chart));
            }

            page.Line($"</div>");
        }

        if (model.History is null)
        {
            page.Line($"""<p class="soft">{(training.Epochs == 0 ? "Nothing was trained for it, so there are no learning curves." : "The package has no history of its epochs; an older version wrote it.")}</p>""");
        }

        if (model.Metrics is not null)
        {
            page.Line($"""<div class="halves"><div>""");
            Classes(page, model.Id, model.Metrics);
            page.Line($"</div><div>");
            ConfusionTable(page, model.Id, model.Metrics);
            page.Line($"</div></div>");
            if (model.Metrics.Classes.Count > WidestTable)
            {
                page.Line($"<h3>Confusion matrix</h3>").Line($"""<div class="scroll fit" tabindex="0" role="region" aria-label="{model.Id}: confusion matrix">{HeatMap.Draw($"{model.Id}: confusion matrix", model.Metrics)}</div>""")
                    .Line($"""<p class="soft">Rows are right labels, columns answers; the stronger a cell, the larger its share of the row. Blue is right, orange wrong. Point at a cell for its figures.</p>""");
            }

            Worst(page, model);
        }

        page.Line($"""<p class="back"><a href="#models">All models</a></p></section>""");
    }

    private static void Figures(MarkupWriter page, ClassificationMetrics metrics)
    {
        page.Line($"""<dl class="pairs">""");
        foreach (var (name, value, meaning) in new (string, double?, string)[]
        {
            ("accuracy", metrics.Accuracy, "Share of right answers; also micro precision, recall and F1"),
            ("macro F1", metrics.Macro.F1, "Mean over the labels"),
            ("weighted F1", metrics.Weighted.F1, "Mean over the labels by their number of texts"),
            ("log loss", metrics.LogLoss, "Mean cross-entropy in nats"),
            ("AUC", metrics.Auc, metrics.Classes.Count == 2 ? "Area under the ROC curve" : "Mean area under the ROC curves of each label against the rest"),
            ("Brier", metrics.Brier, metrics.Classes.Count == 2 ? "Mean squared error of the probability, 0 to 1" : "Summed squared error of the probabilities, 0 to 2"),
            ("calibration error", metrics.CalibrationError, $"Mean distance of confidence and accuracy over {ClassificationMetrics.Bins} bins"),
        })
        {
            page.Line($"""<div title="{meaning}"><dt>{name}</dt><dd>{Share(value)}</dd></div>""");
        }

        page.Line($"</dl>");
    }

    private static double? Promised(ModelManifest manifest) => manifest.Training.Metrics.TryGetValue("test_accuracy", out var accuracy) ? accuracy : null;

    private static void Metrics(MarkupWriter page, ModelManifest manifest)
    {
        page.Line($"""<p class="soft">Its manifest says, as training measured:</p><dl class="pairs">""");
        foreach (var (name, value) in manifest.Training.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            page.Line($"<div><dt>{name}</dt><dd>{value:F4}</dd></div>");
        }

        page.Line($"</dl>");
    }

    private static Chart Calibration(ClassificationMetrics metrics)
    {
        var least = metrics.Classes.Count == 2 ? 0.5 : 0;
        return new Chart
        {
            Title = "Calibration",
            X = new ChartAxis("confidence in the answer") { Minimum = least, Maximum = 1 },
            Y = new ChartAxis("share of right answers") { Minimum = 0, Maximum = 1 },
            Series =
            [
                new ChartSeries("answers", [.. metrics.Calibration.Where(b => b.Count > 0).Select(b => new ChartPoint(
                    b.From, b.Accuracy, FormattableString.Invariant($"confidence {b.From:F2} to {b.To:F2}: {b.Count:N0} answers, {b.Accuracy:P1} right, mean confidence {b.Confidence:P1}")))])
                {
                    Kind = ChartSeriesKind.Bars,
                    BarWidth = 1.0 / ClassificationMetrics.Bins,
                },
                new ChartSeries("perfectly calibrated", [new(least, least), new(1, 1)]) { Kind = ChartSeriesKind.Guide },
            ],
        };
    }

    private static void Classes(MarkupWriter page, string id, ClassificationMetrics metrics)
    {
        page.Line($"<h3>Labels</h3>")
            .Line($"""<div class="scroll tall" tabindex="0" role="region" aria-label="{id}: figures per label"><table class="sortable"><thead><tr><th scope="col">label</th><th scope="col" class="n">texts</th><th scope="col" class="n">precision</th><th scope="col" class="n">recall</th><th scope="col" class="n">F1</th><th scope="col" class="n">AUC</th></tr></thead><tbody>""");
        foreach (var label in metrics.Classes)
        {
            page.Line($"""<tr><th scope="row">{label.Label}</th>{Number(label.Support, MarkupWriter.Of($"{label.Support:N0}"))}{Number(label.Precision, Share(label.Precision))}{Number(label.Recall, Share(label.Recall))}{Number(label.F1, Share(label.F1))}{Number(label.Auc, Share(label.Auc))}</tr>""");
        }

        page.Line($"</tbody></table></div>");
    }

    private static void ConfusionTable(MarkupWriter page, string id, ClassificationMetrics metrics)
    {
        if (metrics.Classes.Count > WidestTable)
        {
            page.Line($"<h3>Commonest mistakes</h3>")
                .Line($"""<div class="scroll tall" tabindex="0" role="region" aria-label="{id}: commonest mistakes"><table><thead><tr><th scope="col">right label</th><th scope="col">answer</th><th scope="col" class="n">texts</th><th scope="col" class="n">of the label</th></tr></thead><tbody>""");
            foreach (var mistake in metrics.TopConfusions(ShownConfusions))
            {
                page.Line($"""<tr><th scope="row">{mistake.Label}</th><td>{mistake.Predicted}</td><td class="n">{mistake.Count:N0}</td><td class="n">{mistake.Share:P1}</td></tr>""");
            }

            page.Line($"</tbody></table></div>");
            return;
        }

        page.Line($"<h3>Confusion matrix</h3>").Line($"""<div class="scroll" tabindex="0" role="region" aria-label="{id}: confusion matrix"><table><thead><tr><th scope="col">right label \ answer</th>""");
        foreach (var label in metrics.Classes)
        {
            page.Line($"""<th scope="col" class="n">{label.Label}</th>""");
        }

        page.Line($"</tr></thead><tbody>");
        for (var row = 0; row < metrics.Classes.Count; row++)
        {
            page.Line($"""<tr><th scope="row">{metrics.Classes[row].Label}</th>""");
            for (var column = 0; column < metrics.Classes.Count; column++)
            {
                var (count, support) = (metrics.ConfusionMatrix[row][column], metrics.Classes[row].Support);
                var share = support == 0 ? 0 : (double)count / support;
                page.Line($"""<td class="cell" style="background:color-mix(in srgb,var({(row == column ? "--hit" : "--miss")}) {30 * share:F0}%,transparent)" title="{metrics.Classes[row].Label} taken for {metrics.Classes[column].Label}: {share:P1} of {support:N0}">{count:N0}</td>""");
            }

            page.Line($"</tr>");
        }

        page.Line($"</tbody></table></div>");
    }

    private static void Worst(MarkupWriter page, ReportedModel model)
    {
        page.Line($"<h3>Surest mistakes</h3>");
        if (model.Worst.Count == 0)
        {
            page.Line($"<p>It made none.</p>");
            return;
        }

        page.Line($"""<ol class="worst">""");
        foreach (var wrong in model.Worst)
        {
            page.Line($"<li>Is <strong>{wrong.Label}</strong>, was called <strong>{wrong.Predicted}</strong> with a confidence of {wrong.Confidence:P2}:")
                .Line($"<blockquote><bdi>{Cut(wrong.Text)}</bdi></blockquote></li>");
        }

        page.Line($"</ol>");
    }

    // "F4" of a figure that does not exist is a dash.
    private static Markup Share(double? value) => value is { } figure ? MarkupWriter.Of($"{figure:F4}") : Dash;

    private static Markup Number(double? value, Markup shown, string kind = "n") => MarkupWriter.Of($"""<td class="{kind}" data-v="{value?.ToString("R", CultureInfo.InvariantCulture) ?? "NaN"}">{shown}</td>""");

    private static string Cut(string text)
    {
        if (text.Length == 0)
        {
            return "(an empty text)";
        }

        var length = ShownCharacters - (text.Length > ShownCharacters && char.IsHighSurrogate(text[ShownCharacters - 1]) ? 1 : 0);
        return text.Length <= ShownCharacters ? text : FormattableString.Invariant($"{text[..length]} … ({text.Length:N0} characters)");
    }
}
