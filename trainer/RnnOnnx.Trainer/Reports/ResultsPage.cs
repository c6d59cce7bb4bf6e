using System.Globalization;
using System.Text;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Reports;

/// <summary>Writes the results of a zoo as <c>RESULTS.md</c>. All but the times is the same whenever it is written.</summary>
public static class ResultsPage
{
    /// <summary>The page's name.</summary>
    public const string FileName = "RESULTS.md";

    private const string NoRun = "not trained yet";
    private const string NoPackage = "no package";

    /// <summary>The page.</summary>
    public static string Write(ZooResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var page = new StringBuilder();
        Line(page, "# Results");
        Line(page);
        Line(page, $"`make results` writes this page of `models/{ResultsTable.FileName}`, where every training run has a row, of the packages in `models`, of the documents' figures that stand with each network");
        Line(page, $"in `trainer/RnnOnnx.Trainer/Architectures`, and of `tools/reference/results.csv`. `models/{SummaryTable.FileName}` has the same as figures. A gap says what is missing; nothing is filled in by hand.");
        Accuracy(page, results);
        Marks(page, results);
        Stretch(page, results);
        Others(page, results);
        Costs(page, results);
        LeftOut(page, results);
        return page.ToString();
    }

    private static void Accuracy(StringBuilder page, ZooResults results)
    {
        Heading(page, "Accuracy");
        Line(page, "- *ours*: test accuracy, mean over the seeds, with the least and the greatest. The epoch was chosen on texts that were kept back from the training part, and the test part was read once.");
        Line(page, "- *mark*: the best figure that the network's document prints, or, where it prints none, the mean of the document's recipe on the same texts in plain PyTorch, which is met from .01 below it on.");
        Line(page, "- *plain PyTorch*: what the document's recipe gives there on the same texts and vectors (`make reference`), mean over the seeds, with the least and the greatest.");
        Line(page, "- *document's protocol*: the best epoch by test accuracy, as the documents chose it, mean over the seeds. Nothing was ever chosen by it.");
        Line(page, "- of `char-generator`, which writes, the share of characters that are the likeliest after all before them.");
        Line(page, "- *package*: seed and test accuracy of the weights in `models`.");
        Line(page);
        Line(page, "| model | corpus | recipe | vectors | mark | ours | seeds | difference | met | plain PyTorch | document's protocol | package |");
        Line(page, "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |");
        foreach (var model in results.Models)
        {
            Line(page, "| " + string.Join(
                " | ",
                Names(model),
                model.Mark is { } mark ? $"{Share(mark.Value)} ({mark.Source})" : "none",
                model.Spread switch
                {
                    null => NoRun,
                    { Seeds: 1 } one => Share(one.Mean),
                    { } spread => $"**{Share(spread.Mean)}** ({Range(spread)})",
                },
                model.Spread is { } runs ? $"{runs.Seeds}" : "0",
                model.Difference is { } difference ? difference.ToString("+0.0000;−0.0000;0.0000", CultureInfo.InvariantCulture) : "",
                model.IsMet switch { true => "yes", false => "**no**", null => model.Mark is null ? "no mark" : NoRun },
                model.Reference is { } reference ? Spread(reference) : "",
                model.DocumentProtocol is { } protocol ? Share(protocol) : "",
                model.Package is { } package ? $"seed {package.Seed}: {(package.Accuracy is { } accuracy ? Share(accuracy) : "no figure")}" : NoPackage) + " |");
        }
    }

    private static void Marks(StringBuilder page, ZooResults results)
    {
        var judged = results.Models.Where(model => model.IsMet is not null).ToArray();
        Heading(page, "Marks that are missed, and remarks");
        Line(page, $"{judged.Count(model => model.IsMet == true)} of {Quantity.Count(judged.Length, "mark")} are met.");
        var told = results.Models.Where(model => model.IsMet == false || (model.Remarks.Count > 0 && model.Spread is not null)).ToArray();
        if (told.Length > 0)
        {
            Line(page);
        }

        foreach (var model in told)
        {
            var name = string.Join(", ", new[] { $"`{model.Architecture.Id}`", $"recipe `{model.Recipe}`", model.Vectors }.Where(part => part.Length > 0));
            var missed = model is { IsMet: false, Difference: { } difference } ? $" misses its mark by {Share(-difference)}" : "";
            var reference = model is { IsMet: false, Reference: { } same } ? $" In plain PyTorch the same recipe gives {Spread(same)}." : "";
            Line(page, $"- {name}{missed}: {(model.Remarks.Count > 0 ? string.Join(" ", model.Remarks) : "no reason is recorded.")}{reference}");
        }
    }

    private static void Stretch(StringBuilder page, ZooResults results)
    {
        Heading(page, "The best of each family");
        Line(page, "| family | to reach | best mean over seeds | by | met |");
        Line(page, "| --- | ---: | ---: | --- | --- |");
        foreach (var goal in StretchGoal.All)
        {
            var best = results.Models.Where(model => goal.Has(model.Architecture) && model.Corpus == model.Architecture.Corpus).MaxBy(model => model.Spread?.Mean);
            Line(page, best?.Spread is { } spread
                ? $"| {goal.Family} | {Share(goal.Accuracy)} | {Share(spread.Mean)} ({Quantity.Count(spread.Seeds, "seed")}) | {string.Join(", ", new[] { $"`{best.Architecture.Id}`", $"`{best.Recipe}`", best.Vectors }.Where(part => part.Length > 0))} | {(Math.Round(spread.Mean, 4) >= goal.Accuracy ? "yes" : "**no**")} |"
                : $"| {goal.Family} | {Share(goal.Accuracy)} | {NoRun} | | |");
        }
    }

    private static void Others(StringBuilder page, ZooResults results)
    {
        if (results.Others.Count == 0)
        {
            return;
        }

        Heading(page, "Other figures that documents print");
        Line(page, "| model | figure | document | package | remark |");
        Line(page, "| --- | --- | ---: | ---: | --- |");
        foreach (var other in results.Others)
        {
            Line(page, $"| `{other.Model}` | {other.Metric} | {Share(other.Document)} | {(other.Ours is { } ours ? Share(ours) : NoPackage)} | {other.Note} |");
        }
    }

    private static void Costs(StringBuilder page, ZooResults results)
    {
        var engines = results.Models.SelectMany(model => model.MadeWith).Distinct().ToList();
        Heading(page, "Size and time");
        Line(page, "- *bytes*: all files of the package.");
        Line(page, "- *training*: seconds in training steps, evaluation left out, mean over the seeds; *made with* says on what.");
        Line(page, $"- *one text*: median of {results.Calls:N0} calls of the runtime with one text of 20 words, on one thread.");
        Line(page, $"- *1,000 texts*: the first {PackageTimes.Texts:N0} of the test part in one call, on all cores; median of three.");
        Line(page);
        Line(page, $"Both times were taken on {results.Machine}. The texts of 20 words: \"{PackageTimes.Film}\", and for newswires \"{PackageTimes.Wire}\"");
        Line(page);
        Line(page, "| model | corpus | recipe | vectors | parameters | bytes | training | one text | 1,000 texts | made with |");
        Line(page, "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var model in results.Models)
        {
            Line(page, "| " + string.Join(
                " | ",
                Names(model),
                model.Architecture.Parameters.ToString("N0", CultureInfo.InvariantCulture),
                model.Package is { } package ? $"{package.Bytes.ToString("N0", CultureInfo.InvariantCulture)}{(package.Vectors is { } vectors ? $", and `{vectors}`" : "")}" : NoPackage,
                model.TrainSeconds is { } seconds ? seconds.ToString("N0", CultureInfo.InvariantCulture) : model.Spread is null ? NoRun : "nothing was trained",
                model.Package is null ? NoPackage : model.Package.One is { } one ? Quantity.Time(one) : model.Package.Gap,
                model.Package is null ? NoPackage : model.Package.Thousand is { } thousand ? Quantity.Time(thousand) : model.Package.Gap?.Replace("1,000 texts: ", "", StringComparison.Ordinal),
                model.MadeWith.Count > 0 ? string.Join(", ", model.MadeWith.Select(engine => $"({engines.IndexOf(engine) + 1})")) : NoRun) + " |");
        }

        Line(page);
        foreach (var (index, engine) in engines.Index())
        {
            Line(page, $"({index + 1}) {engine}  ");
        }

        foreach (var (id, bytes) in results.Vectors)
        {
            Line(page, $"`{id}`: {bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes, shared by all models that name it  ");
        }
    }

    private static void LeftOut(StringBuilder page, ZooResults results)
    {
        if (results.Remarks.Count == 0)
        {
            return;
        }

        Heading(page, "What is not here");
        foreach (var remark in results.Remarks)
        {
            Line(page, $"- {remark}");
        }
    }

    private static string Names(ModelResult model) => string.Join(" | ", $"`{model.Architecture.Id}`", model.Corpus, model.Recipe.Replace("|", "\\|", StringComparison.Ordinal), model.Vectors);

    private static string Spread(SeedSpread spread) => spread.Seeds == 1 ? $"{Share(spread.Mean)}, 1 seed" : $"{Share(spread.Mean)} ({Range(spread)}), {spread.Seeds} seeds";

    private static string Range(SeedSpread spread) => $"{Share(spread.Least)} to {Share(spread.Greatest)}";

    private static string Share(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static void Heading(StringBuilder page, string heading)
    {
        Line(page);
        Line(page, $"## {heading}");
        Line(page);
    }

    private static void Line(StringBuilder page, string line = "") => page.Append(line).Append('\n');
}
