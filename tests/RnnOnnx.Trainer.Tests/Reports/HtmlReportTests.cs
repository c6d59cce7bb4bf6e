using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Reports;
using RnnOnnx.Trainer.Tests.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Reports;

[Collection(SampleZooCollection.Name)]
public sealed class HtmlReportTests(SampleZoo zoo) : IDisposable
{
    private const string Hostile = "<script>alert('x')</script><img src=x onerror=alert(1)>\"&";
    private readonly TemporaryFolder _folder = new();
    private readonly CorpusCatalog _corpora = new(() => []);
    private readonly StringWriter _output = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_has_the_figures_that_evaluate_gives()
    {
        string[] ids = ["reviews-lstm", "reuters-lstm", "char-generator"];
        foreach (var id in ids)
        {
            Copy(id);
        }

        File.Copy(Path.Combine(zoo.Path, ResultsTable.FileName), Path.Combine(_folder.Path, ResultsTable.FileName));
        var path = Path.Combine(_folder.Path, "new", "report.html");
        Run("--output", path, "--calls", "3").Should().Be(0);

        var page = File.ReadAllText(path);
        foreach (var id in ids)
        {
            page.Should().Contain($"<a href=\"#{id}\">{id}</a>").And.Contain($"<section id=\"{id}\"");
        }

        foreach (var id in ids[..2])
        {
            var evaluation = Evaluate(id);
            var section = Section(page, id);
            section.Should().Contain($"<dt>accuracy</dt><dd>{evaluation.Metrics.Accuracy:F4}</dd>").And.Contain($"<dt>log loss</dt><dd>{evaluation.Metrics.LogLoss:F4}</dd>").And.Contain($"<dt>AUC</dt><dd>{evaluation.Metrics.Auc:F4}</dd>");
            section.Should().Contain("Loss by epoch").And.Contain("Calibration").And.Contain("Surest mistakes").And.NotContain("Note:", "the runtime gives what the manifest says");
            Regex.Match(page, $"#{id}\">{id}</a></th>\\s*<td class=\"n\" data-v=\"([^\"]*)\"").Groups[1].Value.Should().Be(evaluation.Metrics.Accuracy.ToString("R", CultureInfo.InvariantCulture), "the table is sorted by it");
            foreach (var label in evaluation.Metrics.Classes)
            {
                section.Should().Contain($"<th scope=\"row\">{label.Label}</th>");
            }
        }

        Section(page, "reuters-lstm").Should().Contain("chart heat").And.Contain("taken for", "46 labels are a heat map");
        Section(page, "char-generator").Should().Contain("writes text and classifies none").And.Contain("test_perplexity").And.Contain("Loss by epoch");
        page.Should().NotMatchRegex("(href|src)=\"(?!#)", "the page must need nothing else").And.NotContain("url(").And.NotContain("@import");
    }

    [Fact]
    public void A_damaged_package_and_a_missing_corpus_are_told_and_stop_nothing()
    {
        foreach (var id in new[] { "reviews-lstm", "reviews-gru", "reviews-bilstm" })
        {
            Copy(id);
        }

        File.AppendAllText(Path.Combine(_folder.Path, "reviews-gru", "1", "model.onnx"), "x");
        File.WriteAllText(Path.Combine(_folder.Path, "reviews-lstm", "manifest.json"), "{");
        var manifest = Path.Combine(_folder.Path, "reviews-bilstm", "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"reviews-sample\"", "\"reviews\"", StringComparison.Ordinal).Replace("\"sampleCorpus\": true", "\"sampleCorpus\": false", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder.Path, ResultsTable.FileName), "model,accuracy\n");
        var path = Path.Combine(_folder.Path, "report.html");
        Run("--output", path, "--calls", "3").Should().Be(0);

        var page = File.ReadAllText(path);
        page.Should().MatchRegex("reviews-gru</th><td colspan=\"10\"><strong class=\"bad\">damaged</strong>: .*1/model.onnx").And.MatchRegex("reviews-lstm</th><td colspan=\"10\"><strong class=\"bad\">damaged</strong>");
        Section(page, "reviews-bilstm").Should().Contain("Not evaluated:").And.Contain("the corpus &#39;reviews&#39; is not there");
        page.Should().MatchRegex("class=\"bad\">.*results.csv starts with the columns");
    }

    [Fact]
    public void Texts_and_labels_cannot_become_part_of_the_page()
    {
        var metrics = ClassificationMetrics.Of([Hostile, "b"], [new(0, [0.1f, 0.9f]), new(1, [0.1f, 0.9f])]);
        var manifest = WordSum.Contents().Manifest with { Summary = Hostile, Training = WordSum.Contents().Manifest.Training with { Corpus = Hostile, Recipe = Hostile, TestPart = Hostile } };
        var texts = new EvaluationTexts { Corpus = Hostile, Part = Hostile, Remark = Hostile, LabelNames = [Hostile, "b"], Labels = [0, 1], Texts = [Hostile, "b"] };
        var model = new ReportedModel { Id = "word-sum", Manifest = manifest, Texts = texts, Metrics = metrics, History = WordSum.Contents().History, Worst = [new WrongText(Hostile + "\u0000\u202e", Hostile, Hostile, 0.9)] };
        var page = HtmlReport.Write(new ZooReport([model, new ReportedModel { Id = "broken", Damage = Hostile }], Hostile, 3, Hostile, DateTimeOffset.UnixEpoch));

        Regex.Count(page, "<script").Should().Be(1, "only the page's own script is there");
        page.Should().NotContain("<img").And.NotContain("onerror=alert(1)>\"").And.NotContain("\u0000").And.Contain("script-src &#39;sha256-".Replace("&#39;", "'", StringComparison.Ordinal), "the browser lets no other script run");
        page.Should().Contain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", "what a text says must still be readable");
    }

    [Fact]
    public void A_long_text_is_cut_between_characters()
    {
        var metrics = ClassificationMetrics.Of(["a", "b"], [new(0, [0.1f, 0.9f])]);
        var texts = new EvaluationTexts { Corpus = "c", Part = "p", LabelNames = ["a", "b"], Labels = [0], Texts = ["x"] };
        var model = new ReportedModel { Id = "word-sum", Manifest = WordSum.Contents().Manifest, Texts = texts, Metrics = metrics, Worst = [new WrongText("x" + string.Concat(Enumerable.Repeat("😀", 1000)), "a", "b", 0.9)] };
        HtmlReport.Write(new ZooReport([model], null, 3, "m", DateTimeOffset.UnixEpoch)).Should().Contain("(2,001 characters)").And.NotContain("\ufffd");
    }

    [Fact]
    public void An_empty_zoo_is_one_clear_error_and_no_page()
    {
        var path = Path.Combine(_folder.Path, "report.html");
        FluentActions.Invoking(() => Run("--output", path)).Should().Throw<RnnOnnxException>().WithMessage("*has no package to report on; run 'make train-all'*");
        File.Exists(path).Should().BeFalse();
    }

    [Fact]
    public void Seeds_are_gathered_by_model_corpus_vectors_and_recipe()
    {
        var path = Path.Combine(_folder.Path, ResultsTable.FileName);
        var header = File.ReadLines(Path.Combine(zoo.Path, ResultsTable.FileName)).First();
        static string Line(string vectors, string recipe, int seed, string accuracy) => $"a,c,{vectors},{recipe},{seed},2,1,0.5,{accuracy},,,,3.5,8,p,1,1\n";
        File.WriteAllText(path, $"{header}\n{Line("v", "r", 1, "0.5")}{Line("v", "r", 2, "0.7")}{Line("v", "other", 1, "0.9")}{Line("", "r", 1, "0.8")}");
        var spreads = SeedSpread.Read(path);
        spreads.Should().HaveCount(3);
        var spread = spreads[("a", "c", "v", "r")];
        (spread.Seeds, spread.Least, spread.Greatest).Should().Be((2, 0.5, 0.7));
        spread.Mean.Should().BeApproximately(0.6, 1e-9);
        SeedSpread.Read(path + "-absent").Should().BeEmpty();
        File.WriteAllText(path, $"{header}\n{Line("v", "r", 1, "many")}");
        FluentActions.Invoking(() => SeedSpread.Read(path)).Should().Throw<RnnOnnxException>().WithMessage("*line 2: test_accuracy is 'many'*");
        File.WriteAllText(path, $"{header}\n{Line("v", "r", 1, "")}");
        FluentActions.Invoking(() => SeedSpread.Read(path)).Should().Throw<RnnOnnxException>().WithMessage("*line 2 has no figure in the column test_accuracy*");
    }

    private static string Section(string page, string id) => Regex.Match(page, $"<section id=\"{id}\".*?</section>", RegexOptions.Singleline).Value;

    private ModelEvaluation Evaluate(string id)
    {
        var package = ModelPackage.Open(Path.Combine(_folder.Path, id));
        using var classifier = Evaluator.Load(package);
        return Evaluator.Evaluate(package, classifier, new EvaluationCorpora(_corpora).Find(package, new EvaluationRequest()), default);
    }

    private int Run(params string[] arguments) => new ReportCommand(new ReportBuilder(_corpora, TimeProvider.System, _output), _output).Report()
        .Parse(["--models", _folder.Path, .. arguments]).Invoke(new() { EnableDefaultExceptionHandler = false });

    private void Copy(string id)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(zoo.Path, id), "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(_folder.Path, Path.GetRelativePath(zoo.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }
    }
}
