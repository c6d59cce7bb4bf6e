using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Commands;

/// <summary>Training on a file of the user's own.</summary>
public sealed class OwnCorpusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_readme_s_example_trains_a_package_that_answers()
    {
        var tickets = Readme.WriteTickets(_folder.Path);
        var command = Regex.Match(Readme.Text, "make train MODEL=(?<model>\\S+) ARGS=\"(?<args>--corpus tickets.csv [^\"]*)\"");
        var arguments = command.Groups["args"].Value.Replace("tickets.csv", tickets, StringComparison.Ordinal).Split(' ');
        var (code, output, error) = TrainerProcess.Run([("RNNONNX_DATA", _folder.Path)], ["train", command.Groups["model"].Value, .. arguments, "--models", _folder.Path]);

        (code, error).Should().Be((0, ""), output);
        using var zoo = ModelZoo.Open(_folder.Path);
        var manifest = zoo.OpenPackage("tickets").Manifest;
        manifest.Architecture.Should().Be("imdb-lstm", "the id is the user's, the network the zoo's");
        manifest.Training.Corpus.Should().Be("tickets.csv", "a folder's name is nobody else's business");
        manifest.Training.CorpusSha256.Should().Be(LabelledTextFile.Read(tickets).Sha256());
        manifest.Summary.Should().NotContain("movie");
        using var classifier = zoo.LoadClassifier("tickets");
        classifier.Predict(["Please refund my payment.", "The app shows an error."]).Select(p => p.Label).Should().Equal(["billing", "technical"], "the example should show that it works");
        Directory.Exists(PathOf("imdb-lstm")).Should().BeFalse("a user's network must not take the zoo's place");
        File.Exists(PathOf("results.csv")).Should().BeFalse("the table is the zoo's");
    }

    [Theory]
    [InlineData("reviews-lstm")]
    [InlineData("imdb-text-lstm")]
    [InlineData("imdb-char-lstm")]
    [InlineData("imdb-w2v-lstm-200")]
    [InlineData("imdb-simple-rnn")]
    public void Every_kind_of_pipeline_is_fitted_to_the_texts_that_are_trained_on(string id)
    {
        var own = new OwnCorpus(Write("own.csv", Rows(60)), Write("test.csv", "label,text\nyes,unheard of\nno,good 1\n"), new LabelledTextOptions());
        using var log = new StringWriter();
        var trainer = new ModelTrainer(new DataPreparation(new CorpusCatalog(() => []), log), new ConsoleProgress(log, false, TimeProvider.System), log);
        var model = trainer.Train(ArchitectureRegistry.Find(id).For(own), new TrainOptions { Models = _folder.Path, Own = own, Id = "mine", Epochs = 1 }, default);

        (model.Manifest.Id, model.Manifest.Architecture, model.Manifest.Training.Corpus).Should().Be(("mine", id, "own.csv"));
        (model.Manifest.Training.TrainingTexts, model.Manifest.Training.ValidationTexts, model.Manifest.Training.TestTexts).Should().Be((54, 6, 2));
        var vocabulary = ModelPackage.Open(PathOf("mine")).Vocabulary;
        vocabulary.TryGetId("unheard", out _).Should().BeFalse("the vocabulary is fitted to the training texts alone");
        if (id != "imdb-char-lstm")
        {
            vocabulary.TryGetId("film7", out _).Should().BeTrue("words of the user's own texts are known");
        }
    }

    [Fact]
    public void A_test_file_may_lack_a_label_and_must_not_have_another()
    {
        var own = Write("own.csv", Rows(20));
        new OwnCorpus(own, Write("one.csv", "label,text\nyes,a\n"), new LabelledTextOptions()).Read().Test.Should().Equal(new LabelledText("a", 1));
        FluentActions.Invoking(() => new OwnCorpus(own, Write("other.csv", "label,text\nmaybe,a\n"), new LabelledTextOptions()).Read()).Should().Throw<CorpusException>().WithMessage("*other.csv, line 2*'maybe'*no, yes*");
    }

    [Theory]
    [InlineData("absent.csv", null, "", "neither auto, real or sample nor a file that is there")]
    [InlineData("c.csv", "title,stars\na,1\n", "", "there is no column 'label'; there is 'title', 'stars'")]
    [InlineData("c.csv", "text,label\na,yes\nb,no\n", "", "has 2 texts")]
    [InlineData("c.csv", "three", "", "c.csv has 3 labels (a, b, c), and imdb-lstm tells 2 apart; networks for 2 labels: reviews-simple-rnn")]
    [InlineData("c.csv", "latin1", "", "line 2: is not UTF-8")]
    [InlineData("c.csv", "long", "", "line 2: is longer than 10,000,000 bytes")]
    [InlineData("c.csv.gz", "truncated", "", "damaged")]
    [InlineData("c.txt", "text,label\n", "", "should end in .csv, .tsv or .jsonl")]
    [InlineData("c.csv", "text,label\n", "--id Über", "'Über' is no id")]
    [InlineData("c.csv", "text,label\n", "--corpus-format xml", "'xml' is no format")]
    [InlineData("sample", null, "--label-column stars", "name it with --corpus FILE")]
    public void A_wrong_file_is_one_clear_line_and_nothing_is_written(string name, string? content, string options, string message)
    {
        var path = content is null ? name : Hostile(name, content);
        var models = Directory.CreateDirectory(PathOf("models")).FullName;
        var (code, _, error) = TrainerProcess.Run([("RNNONNX_DATA", _folder.Path)], ["train", "imdb-lstm", "--corpus", path, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--models", models]);
        code.Should().Be(1, "a script must notice");
        error.Should().Contain(message).And.NotContain("   at ", "a stack trace helps nobody whose file is wrong");
        Directory.EnumerateFileSystemEntries(models).Should().BeEmpty("nothing half written may stay");
    }

    [Fact]
    public void Networks_for_46_labels_and_train_all_refuse_a_file_and_say_what_to_do()
    {
        var file = Write("own.csv", Rows(20));
        TrainerProcess.Run([], "train", "reuters-lstm", "--corpus", file, "--models", _folder.Path).Error.Should().Contain("own.csv has 2 labels (no, yes), and reuters-lstm tells 46 apart");
        TrainerProcess.Run([], "train-all", "--corpus", file, "--models", _folder.Path).Error.Should().Contain("train NETWORK --corpus FILE");
        TrainerProcess.Run([], "train", "imdb-lstm", "imdb-cnn", "--corpus", file, "--id", "mine", "--models", _folder.Path).Error.Should().Contain("name one network");
    }

    private static string Rows(int count) => "label,text\n" + string.Concat(Enumerable.Range(0, count).Select(i => i % 2 == 0 ? $"yes,good film7 {i / 9}\n" : $"no,bad film7 {i / 9}\n"));

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    private string Hostile(string name, string content)
    {
        var path = PathOf(name);
        switch (content)
        {
            case "three":
                return Write(name, "label,text\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{"abc"[i % 3]},text {i}\n")));
            case "latin1":
                File.WriteAllBytes(path, [.. "label,text\nyes,caf"u8, 0xe9, .. "\n"u8]);
                return path;
            case "long":
                File.WriteAllText(path, "label,text\n");
                using (var file = File.OpenWrite(path))
                {
                    file.SetLength(100_000_000);
                }

                return path;
            case "truncated":
                using (var packed = new MemoryStream())
                {
                    using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                    {
                        gzip.Write(Encoding.UTF8.GetBytes(Rows(1000)));
                    }

                    File.WriteAllBytes(path, packed.ToArray()[..^50]);
                }

                return path;
            default:
                return Write(name, content);
        }
    }
}
