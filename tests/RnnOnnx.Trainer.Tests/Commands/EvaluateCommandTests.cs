using System.Text.Json;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Commands;

/// <summary><c>evaluate</c> on a package whose scores can be worked out by hand: "good" and "bad" weigh -0.3 and 0, the start sign -1.2, a word beyond the vocabulary -0.9, "film" 0.3.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();

    public EvaluateCommandTests() => new PackageWriter(_folder.Path).Write(WordSum.Contents(), WordSum.Samples());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_of_one_s_own_is_evaluated_whole()
    {
        var file = Write("own.csv", "label,text\nnegative,good good\npositive,film film film film film\nnegative,film film film film film\npositive,bad\n");
        Run("word-sum", "--corpus", file, "--json").Should().Be(0);

        using var json = JsonDocument.Parse(_output.ToString());
        var result = json.RootElement.EnumerateArray().Should().ContainSingle().Subject;
        result.GetProperty("corpus").GetString().Should().Be("own.csv", "a folder's name is nobody else's business");
        (result.GetProperty("part").GetString(), result.GetProperty("texts").GetInt32()).Should().Be(("the whole file", 4));
        result.GetProperty("accuracy").GetDouble().Should().Be(0.5, "only five films reach one half, and one of them is negative");
        var (low, film, bad) = (WordSum.Score(1, 4, 4), WordSum.Score(1, 6, 6, 6, 6, 6), WordSum.Score(1, 5));
        result.GetProperty("log_loss").GetDouble().Should().BeApproximately(-(Math.Log(1 - low) + Math.Log(film) + Math.Log(1 - film) + Math.Log(bad)) / 4, 1e-6);
        result.GetProperty("auc").GetDouble().Should().Be(0.625, "of the pairs two and a tie are right");
        result.GetProperty("classes")[1].GetProperty("precision").GetDouble().Should().Be(0.5);
        result.GetProperty("confusion_matrix").GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Should().Be("[[1,1],[1,1]]");
    }

    [Fact]
    public void People_get_tables_and_scripts_every_score()
    {
        var file = Write("own.jsonl", """{"what":"positive","body":"film, \"film\" film film film"}""" + "\n" + """{"what":"negative","body":"good"}""" + "\n");
        var csv = Path.Combine(_folder.Path, "scores.csv");
        Run(Path.Combine(_folder.Path, "word-sum"), "--corpus", file, "--text-column", "body", "--label-column", "what", "--csv", csv).Should().Be(0, "a package is also found by its folder");

        _output.ToString().Should().MatchRegex("(?m)^model +corpus +texts +accuracy +macro P").And.MatchRegex("(?m)^word-sum +own.jsonl +2 +1.0000").And.MatchRegex("(?m)^positive +1 +1.0000").And.MatchRegex("(?m)^negative +1 +0$");
        var rows = LabelledTextFile.Read(csv, new LabelledTextOptions { LabelColumn = "predicted" });
        rows.Training.Should().Equal(new LabelledText("film, \"film\" film film film", 1), new LabelledText("good", 0));
        File.ReadLines(csv).First().Should().Be("model,number,label,predicted,confidence,score:negative,score:positive,text");
        float.Parse(File.ReadLines(csv).Skip(1).First().Split(',')[6]).Should().BeApproximately(WordSum.Score(1, 6, 6, 6, 6, 6), 1e-6f);
    }

    [Fact]
    public void Any_corpus_with_the_package_s_labels_will_do()
    {
        Run("word-sum", "--corpus", "imdb-text-sample").Should().Be(0);
        _output.ToString().Should().Contain("word-sum on imdb-text-sample: the corpus' test part, 500 texts");
        Run("word-sum", "--corpus", "imdb-sample").Should().Be(0);
        _output.ToString().Should().Contain("word-sum on imdb-sample: the corpus' test part, 500 texts", "word ids of another vocabulary are given as words");
    }

    [Fact]
    public void Labels_are_matched_by_name()
    {
        FluentActions.Invoking(() => Run("word-sum", "--corpus", "reuters-sample")).Should().Throw<RnnOnnxException>().WithMessage("word-sum knows the labels negative, positive, and texts of reuters-sample have *; evaluate it on texts with its own labels*");
        FluentActions.Invoking(() => Run("word-sum", "--corpus", Write("own.csv", "label,text\nnegative,a\nneutral,b\n"))).Should().Throw<CorpusException>().WithMessage("*own.csv, line 3: the label 'neutral' is none of negative, positive*");
        Run("word-sum", "--corpus", Write("one.csv", "label,text\npositive,a\n")).Should().Be(0, "a label may be missing");
    }

    [Fact]
    public void Mistakes_are_named()
    {
        FluentActions.Invoking(() => Run("word-sum")).Should().Throw<RnnOnnxException>().WithMessage("word-sum: its architecture 'word-sum' is none of this version*--corpus");
        FluentActions.Invoking(() => Run("word-sun")).Should().Throw<ModelNotFoundException>().WithMessage("*did you mean word-sum?");
        FluentActions.Invoking(() => Run("word-sum", "--corpus", "absent.csv")).Should().Throw<CorpusException>().WithMessage("--corpus 'absent.csv'*");
        File.AppendAllText(Path.Combine(_folder.Path, "word-sum", "1", "model.onnx"), "x");
        FluentActions.Invoking(() => Run("word-sum", "--corpus", "imdb-sample")).Should().Throw<PackageException>().WithMessage("*1/model.onnx*");
        _output.ToString().Should().BeEmpty();
    }

    private int Run(params string[] arguments) =>
        new EvaluateCommand(new CorpusCatalog(() => []), _output).Evaluate().Parse([.. arguments, "--models", _folder.Path]).Invoke(new() { EnableDefaultExceptionHandler = false });

    private string Write(string name, string content)
    {
        File.WriteAllText(Path.Combine(_folder.Path, name), content);
        return Path.Combine(_folder.Path, name);
    }
}
