using System.Text.RegularExpressions;
using FluentAssertions;
using RnnOnnx.Kills;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Reports;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Reports;

/// <summary>The zoo's results: each figure beside the one to reach, and every gap named.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class ResultsTests(SampleZoo zoo) : IDisposable
{
    private static readonly string[] Rows =
    [
        "imdb-lstm,imdb,,document,1,10,3,0.8800,0.8790,0.8786,0.0004,0.8810,600.0,1080501,a cpu,t1,o1",
        "imdb-lstm,imdb,,document,2,10,3,0.8800,0.8770,0.8786,0.0004,0.8790,620.0,1080501,a cpu,t1,o1",
        "imdb-lstm,imdb,,document,3,10,3,0.8800,0.8798,0.8786,0.0004,0.8800,610.0,1080501,a cpu,t2,o1",
        "imdb-lstm,imdb,,best,1,20,9,0.9000,0.9021,0.8786,0.0235,0.9030,900.0,1080501,a cpu,t1,o1",
        "imdb-cnn-gru-dropout,imdb,,document,1,10,2,0.8800,0.8700,0.8856,-0.0156,0.8720,500.0,1049933,,t1,o1",
        "imdb-ensemble,imdb,,mean,1,0,0,0.9000,0.9111,,,,,5000000,a cpu,t1,o1",
        "reuters-lstm,reuters,,document,1,5,5,0.5200,0.5201,,,0.5201,100.0,1018542,a cpu,t1,o1",
        "reuters-gru,reuters,,document,1,5,5,0.5200,0.5000,,,0.5000,100.0,1014286,a cpu,t1,o1",
        "reviews-lstm,reviews,own-50d,document,1,30,25,0.8000,0.7801,0.7771,0.0030,0.7810,50.0,560501,a cpu,t1,o1",
        "reviews-lstm,reviews,glove-50d,document,1,30,25,0.8000,0.7901,0.7771,0.0130,0.7910,50.0,560501,a cpu,t1,o1",
        "imdb-cnn,imdb-sample,,sample,1,4,4,1.0000,1.0000,,,1.0000,1.0,3010133,a cpu,t1,o1",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_figure_stands_beside_the_one_to_reach()
    {
        WriteTables();
        var page = Run().Page;
        page.Should().Contain("\n| `imdb-lstm` | imdb | document |  | 0.8786 (document 003) | **0.8786** (0.8770 to 0.8798) | 3 | 0.0000 | yes | 0.1000, 1 seed | 0.8800 | no package |\n");
        page.Should().Contain("\n| `imdb-lstm` | imdb | best |  | 0.8786 (document 003) | 0.9021 | 1 | +0.0235 | yes |  | 0.9030 | no package |\n", "a single seed has no spread");
        page.Should().Contain("\n| `imdb-cnn-gru-dropout` | imdb | document |  | 0.8856 (document 003) | 0.8700 | 1 | −0.0156 | **no** |  | 0.8720 | no package |\n");
        page.Should().Contain("\n| `reuters-lstm` | reuters | document |  | 0.5287 (plain PyTorch, 2 seeds) | 0.5201 | 1 | −0.0086 | yes | 0.5287 (0.5280 to 0.5294), 2 seeds | 0.5201 | no package |\n", "a reference is reached within .01");
        page.Should().Contain("\n| `reuters-gru` | reuters | document |  | 0.5150 (plain PyTorch, 1 seed) | 0.5000 | 1 | −0.0150 | **no** | 0.5150, 1 seed | 0.5000 | no package |\n");
        page.Should().Contain("\n| `imdb-ensemble` | imdb | mean |  | none | 0.9111 | 1 |  | no mark |  |  | no package |\n");
        page.Should().Contain("\n| `imdb-text-lstm` | imdb-text | document |  | none | not trained yet | 0 |  | no mark |  |  | no package |\n", "nothing may be filled in");
        page.Should().Contain("\n| `imdb-simple-rnn` | imdb | document |  | 0.8320 (document 003) | not trained yet | 0 |  | not trained yet |  |  | no package |\n");
        page.IndexOf("| `reviews-lstm` | reviews | document | glove-50d |", StringComparison.Ordinal).Should().BePositive().And.BeLessThan(page.IndexOf("| `reviews-lstm` | reviews | document | own-50d |", StringComparison.Ordinal), "the network's own vectors come first");
        page.Should().NotContain("1.0000", "generated texts are left out").And.Contain("- 1 row of `results.csv` is left out, whose texts a generator made.");

        page.Should().Contain("5 of 7 marks are met.").And.Contain("- `reuters-gru`, recipe `document` misses its mark by 0.0150: no reason is recorded. In plain PyTorch the same recipe gives 0.5150, 1 seed.\n");
        page.Should().Contain("| `imdb-*`, one network, on the 25,000 test reviews | 0.9000 | 0.9021 (1 seed) | `imdb-lstm`, `best` | yes |").And.Contain("| `reviews-*` | 0.8210 | 0.7901 (1 seed) | `reviews-lstm`, `document`, glove-50d | **no** |");
        page.Should().Contain("| `reuters-simple-rnn` | official_test_accuracy | 0.5085 | no package | after the fifth epoch |");
        page.Should().Contain("\n| `imdb-lstm` | imdb | document |  | 1,080,501 | no package | 610 | no package | no package | (1), (2) |\n").And.Contain("\n(2) torch t2, ONNX Runtime o1, a cpu  \n").And.Contain("| nothing was trained | no package | no package | (1) |");
        page.Should().Contain("(3) torch t1, ONNX Runtime o1, on a processor that was not recorded");
        page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim(' ', '`')).Distinct().Where(id => !id.Contains('*', StringComparison.Ordinal))
            .Should().BeEquivalentTo(ArchitectureRegistry.All.Select(a => a.Id), "a network that is missing would go unnoticed");
    }

    [Fact]
    public void The_table_has_the_same_figures_and_empty_cells_for_gaps()
    {
        WriteTables();
        Run();
        var lines = File.ReadAllLines(Path.Combine(_folder.Path, "summary.csv"));
        lines.Should().OnlyContain(line => line.Split(',').Length == lines[0].Split(',').Length);
        lines.Should().Contain("imdb-lstm,imdb,document,,0.8786,document 003,0.8786,0.8770,0.8798,3,0.0000,yes,0.1000,0.1000,0.1000,1,0.8800,,,1080501,,610.0,,,t1 and t2,o1,a cpu");
        lines.Should().Contain("imdb-text-lstm,imdb-text,document,,,,,,,0,,,,,,,,,,181761,,,,,,,");
        lines.Should().Contain("reuters-lstm,reuters,document,,0.5287,plain PyTorch 2 seeds,0.5201,0.5201,0.5201,1,-0.0086,yes,0.5287,0.5280,0.5294,2,0.5201,,,1018542,,100.0,,,t1,o1,a cpu");
    }

    [Fact]
    public void Packages_are_timed_and_what_cannot_be_is_told()
    {
        WriteTables();
        Real("reviews-lstm", "reviews");
        Real("imdb-w2v-gru-200", "imdb-text");
        FolderContents.Copy(Path.Combine(zoo.Path, "vectors-own-300d"), Path.Combine(_folder.Path, "vectors-own-300d"));
        FolderContents.Copy(Path.Combine(zoo.Path, "imdb-ff"), Path.Combine(_folder.Path, "imdb-ff"));
        FolderContents.Copy(Path.Combine(zoo.Path, "reviews-gru"), Path.Combine(_folder.Path, "reviews-gru"));
        File.AppendAllText(Path.Combine(_folder.Path, "reviews-gru", "labels.txt"), "x");
        var (page, log) = Run();

        var bytes = ModelPackage.Open(Path.Combine(_folder.Path, "reviews-lstm")).Manifest.Files.Sum(file => file.Bytes);
        page.Should().MatchRegex($"\\| `reviews-lstm` \\| reviews \\| sample \\| own-50d \\| 560,501 \\| {bytes:N0} \\| not trained yet \\| [0-9,.]+ (µs|ms) \\| the corpus 'reviews' is not there[^|]* \\| not trained yet \\|", "its row is not in results.csv, and its corpus is not here");
        page.Should().MatchRegex("\\| `reviews-lstm` \\| reviews \\| sample \\| own-50d \\| 0.7771 \\(document 000\\) \\| not trained yet \\| 0 \\|  \\| not trained yet \\|  \\|  \\| seed 1: 0\\.\\d{4} \\|");
        page.Should().MatchRegex("\\| `imdb-w2v-gru-200` \\| imdb-text \\| sample \\| own-300d \\| 62,651 \\| [0-9,]+, and `vectors-own-300d` \\|").And.MatchRegex("\n`vectors-own-300d`: [0-9,]+ bytes, shared");
        page.Should().Contain("- The package `imdb-ff` is left out: it was trained on imdb-sample.").And.MatchRegex("- The package `reviews-gru` is damaged: .*labels.txt");
        log.Should().Contain("reviews-lstm: ");
    }

    [Fact]
    public void The_same_files_give_the_same_page()
    {
        WriteTables();
        Run().Page.Should().Be(Run().Page, "whoever compares two of them looks for what has changed");
    }

    [Fact]
    public void A_zoo_of_nothing_is_told_gap_by_gap()
    {
        var page = Run().Page;
        page.Should().Contain("0 of 0 marks are met.").And.Contain("no table of figures in plain PyTorch").And.Contain("| `imdb-lstm` | imdb | document |  | 0.8786 (document 003) | not trained yet |");
        File.WriteAllText(Path.Combine(_folder.Path, "reference.csv"), "model,corpus,accuracy\nimdb-ff,imdb,0.5\n");
        FluentActions.Invoking(() => Run()).Should().Throw<RnnOnnxException>().WithMessage("*reference.csv, line 2: there is no column test_accuracy*");
    }

    [Theory]
    [InlineData(.8786, 0, .87855, true)]
    [InlineData(.8786, 0, .87854, false)]
    [InlineData(.5287, .01, .5187, true)]
    [InlineData(.5287, .01, .5186, false)]
    [InlineData(.5287, .01, .6, true)]
    public void A_mark_is_met_to_four_digits(double value, double margin, double accuracy, bool isMet) => new ResultMark("m", value, margin).IsMetBy(accuracy).Should().Be(isMet);

    [Fact]
    public void A_remark_stands_with_the_recipe_and_the_vectors_that_it_is_about()
    {
        var architecture = ArchitectureRegistry.Find("reviews-lstm");
        new ResultRemark("all").IsAbout("document", "").Should().BeTrue();
        new ResultRemark("one", "best", "own-50d").IsAbout("best", "own-50d").Should().BeTrue();
        new ResultRemark("one", "best").IsAbout("document", "own-50d").Should().BeFalse();
        new ResultRemark("one", Vectors: "own-50d").IsAbout("document", "glove-50d").Should().BeFalse();

        var model = new ModelResult
        {
            Architecture = architecture,
            Corpus = "reviews",
            Vectors = "own-50d",
            Recipe = "document",
            Spread = new SeedSpread(3, .7, .69, .71),
            Mark = new ResultMark("document 000", .7771, 0),
            Remarks = ["The words are few.", "And short."],
        };
        ResultsPage.Write(new ZooResults { Models = [model], Machine = "m", Calls = 1 }).Should().Contain("- `reviews-lstm`, recipe `document`, own-50d misses its mark by 0.0771: The words are few. And short.");
        architecture.For(new OwnCorpus("tickets.csv", null, new LabelledTextOptions())).Remarks.Should().BeEmpty();
    }

    private (string Page, string Log) Run()
    {
        using var output = new StringWriter();
        var page = Path.Combine(_folder.Path, "RESULTS.md");
        new ResultsCommand(new ResultsBuilder(new CorpusCatalog(() => []), output), output).Results()
            .Parse(["--models", _folder.Path, "--reference", Path.Combine(_folder.Path, "reference.csv"), "--output", page, "--calls", "3"])
            .Invoke(new() { EnableDefaultExceptionHandler = false }).Should().Be(0);
        return (File.ReadAllText(page), output.ToString());
    }

    private void WriteTables()
    {
        File.WriteAllLines(Path.Combine(_folder.Path, ResultsTable.FileName), [File.ReadLines(Path.Combine(zoo.Path, ResultsTable.FileName)).First(), .. Rows]);
        File.WriteAllText(
            Path.Combine(_folder.Path, "reference.csv"),
            "model,corpus,seed,test_accuracy\nreuters-lstm,reuters,1,0.5280\nreuters-lstm,reuters,2,0.5294\nreuters-gru,reuters,1,0.5150\nimdb-lstm,imdb,1,0.1\n");
    }

    // A package of the sample that says it was trained on the real corpus.
    private void Real(string id, string corpus)
    {
        FolderContents.Copy(Path.Combine(zoo.Path, id), Path.Combine(_folder.Path, id));
        var manifest = Path.Combine(_folder.Path, id, ModelManifest.FileName);
        File.WriteAllText(manifest, Regex.Replace(File.ReadAllText(manifest), $"\"{corpus}-sample\"", $"\"{corpus}\"").Replace("\"sampleCorpus\": true", "\"sampleCorpus\": false", StringComparison.Ordinal));
    }
}
