using System.CommandLine;
using System.Text.RegularExpressions;
using FluentAssertions;
using RnnOnnx.Kills;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>Cards of packages that are there are written anew, and nothing else of them changes.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class CardWriterTests(SampleZoo zoo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_command_writes_the_card_that_training_wrote()
    {
        string[] ids = ["imdb-cnn-lstm", "imdb-w2v-gru-200", "vectors-own-300d", "reuters-gru", "reviews-lstm", "imdb-text-dense", "char-generator"];
        foreach (var id in ids)
        {
            Copy(id);
        }

        File.Copy(Path.Combine(zoo.Path, ResultsTable.FileName), Path.Combine(_folder.Path, ResultsTable.FileName));
        var before = FolderContents.Of(_folder.Path);
        var (code, output) = Run();
        code.Should().Be(0);
        Regex.Count(output, "its card is up to date").Should().Be(ids.Length - 1, output);
        FolderContents.Of(_folder.Path).Where(file => file.Key is not (".lock" or "index.json")).Should().Equal(before, "what says the same must not get another hash");
    }

    [Fact]
    public void A_new_card_changes_the_manifest_s_hash_of_it_and_no_other_file()
    {
        Copy("imdb-cnn-lstm");
        Copy("reviews-gru");
        WriteResults("imdb-cnn-lstm,imdb-sample,,sample,{0},1,1,0.5,{1},,,,1.0,8,p,t,o", 0.61, 0.65, 0.63);
        var before = FolderContents.Of(_folder.Path);

        var (code, output) = Run("imdb-cnn-lstm");
        code.Should().Be(0);
        output.Should().Contain("imdb-cnn-lstm: wrote its card").And.NotContain("reviews-gru");
        var after = FolderContents.Of(_folder.Path);
        after.Where(file => !before.TryGetValue(file.Key, out var hash) || hash != file.Value).Select(file => file.Key)
            .Should().BeEquivalentTo([".lock", "index.json", "imdb-cnn-lstm/README.md", "imdb-cnn-lstm/manifest.json"]);
        before.Keys.Should().BeSubsetOf(after.Keys, "no file may be lost");

        var package = ModelPackage.Open(Path.Combine(_folder.Path, "imdb-cnn-lstm"));
        Card("imdb-cnn-lstm").Should().Contain("| `sample` | 3 | 0.6300 | 0.6100 | 0.6500 |", "one seed's figure says little");
        (package.Manifest with { Files = [] }).Should().BeEquivalentTo(ModelPackage.Open(Path.Combine(zoo.Path, "imdb-cnn-lstm")).Manifest with { Files = [] });
        File.ReadAllText(Path.Combine(_folder.Path, "index.json")).Should().Contain(after["imdb-cnn-lstm/manifest.json"], "the index vouches for the manifest");
        Run("imdb-cnn-lstm").Output.Should().Contain("up to date");
    }

    [Fact]
    public void A_damaged_package_is_named_and_left_and_the_others_are_written()
    {
        Copy("imdb-cnn-lstm");
        Copy("reviews-gru");
        WriteResults("reviews-gru,reviews-sample,own-50d,sample,{0},1,1,0.5,{1},,,,1.0,8,p,t,o", 0.7, 0.8);
        File.AppendAllText(Path.Combine(_folder.Path, "imdb-cnn-lstm", "1", "model.onnx"), "x");
        var before = FolderContents.Of(Path.Combine(_folder.Path, "imdb-cnn-lstm"));
        var (code, output) = Run();
        code.Should().Be(1, "a script has to notice");
        output.Should().Contain("reviews-gru: wrote its card");
        FolderContents.Of(Path.Combine(_folder.Path, "imdb-cnn-lstm")).Should().Equal(before, "its card would vouch for a file that is damaged");
        Card("reviews-gru").Should().Contain("| `sample` | own-50d | 2 | 0.7500 | 0.7000 | 0.8000 |");
        FluentActions.Invoking(() => Run("imdb-lstmm")).Should().Throw<RnnOnnxException>().WithMessage("*no package 'imdb-lstmm'; it has imdb-cnn-lstm, reviews-gru");
    }

    [Fact]
    public void A_package_that_a_dead_process_was_replacing_gets_its_card_too()
    {
        Copy("reviews-gru");
        WriteResults("reviews-gru,reviews-sample,own-50d,sample,{0},1,1,0.5,{1},,,,1.0,8,p,t,o", 0.7, 0.8);
        Directory.Move(Path.Combine(_folder.Path, "reviews-gru"), Path.Combine(_folder.Path, ".reviews-gru.old-01234567"));
        Run().Output.Should().Contain("reviews-gru: wrote its card");
        Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Should().Equal(["reviews-gru"], "nothing is left over");
    }

    [Fact]
    public void A_card_says_for_whom_what_it_gets_wrong_on_what_terms_and_how_it_is_run()
    {
        var card = File.ReadAllText(Path.Combine(zoo.Path, "imdb-text-lstm", "README.md"));
        card.Should().Contain("- for: telling praise from blame").And.Contain("- not for: other languages");
        card.Should().MatchRegex(@"Of 14 texts of this project's own, many of them hard on purpose, it judges \d+ as a person would");
        var package = ModelPackage.Open(Path.Combine(zoo.Path, "imdb-text-lstm"));
        var judged = JudgedExample.Of(package);
        foreach (var one in judged)
        {
            card.Contains($"| {one.Example.Text} |", StringComparison.Ordinal).Should().Be(!one.IsRight, "a card shows the mistakes: '{0}' is {1}, the model says {2}", one.Example.Text, one.Example.Label, one.Prediction.Label);
        }

        card.Should().Contain("- The texts were made by this project's generator, and no terms bind them.");
        var ids = package.ReadGoldens()[0].Ids;
        card.Should().Contain("tritonserver --model-repository=models --model-control-mode=explicit --load-model=imdb-text-lstm")
            .And.Contain($"{{\"name\": \"ids\", \"shape\": [1, 100], \"datatype\": \"INT64\", \"data\": [{string.Join(", ", ids)}$(printf ', 0%.0s' $(seq {100 - ids.Count}))]}}", "padding stands after the text, and the graph takes full rows only");

        File.ReadAllText(Path.Combine(zoo.Path, "reuters-gru", "README.md")).Should().Contain("\"data\": [1, ").And.NotContain("What it gets wrong", "the sample's topics have other names");
        File.ReadAllText(Path.Combine(zoo.Path, "imdb-w2v-gru-200", "README.md")).Should().Contain("\"data\": rows.ravel().tolist()").And.Contain("Word vectors: made by the trainer of the training texts");
        File.ReadAllText(Path.Combine(zoo.Path, "char-generator", "README.md")).Should().Contain("\"shape\": [1, 1, 128], \"datatype\": \"FP32\", \"data\": [0$(printf ', 0%.0s' $(seq 127))]").And.Contain("- not for: text that anybody should rely on");
    }

    [Fact]
    public void Every_corpus_of_the_zoo_has_its_terms()
    {
        static string Terms(string corpus, string vectors, string? source = null) => string.Join('\n', CorpusDescription.Of(
            WordSum.Contents().Manifest.Training with { Corpus = corpus, SampleCorpus = false, Vectors = source }, vectors).Terms);

        foreach (var corpus in ArchitectureRegistry.All.Select(a => a.Corpus).Append("reviews-mixed").Distinct())
        {
            Terms(corpus, "").Should().ContainAny(["Maas et al.", "Copyright Reuters Ltd.; for research purposes only"], "{0} is not this project's", corpus).And.NotContain("its user's own");
        }

        Terms("reviews", "glove-50d", "glove.6B.50d.top20000 + movie_words_50d_estimated").Should().Contain("CC BY 4.0").And.Contain("Public Domain Dedication").And.Contain("which are no GloVe");
        Terms("reviews", "glove-50d", "glove.6B.50d").Should().NotContain("which are no GloVe");
        Terms("reviews-mixed", "").Should().Contain("Socher et al.");
        Terms("tickets.csv", "").Should().Be("`tickets.csv` is its user's own, and so are its terms.");
    }

    [Fact]
    public void A_model_of_a_user_s_own_texts_is_not_asked_about_films()
    {
        Copy("imdb-cnn-lstm");
        var path = Path.Combine(_folder.Path, "imdb-cnn-lstm", ModelManifest.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"imdb-sample\"", "\"hotels.csv\"", StringComparison.Ordinal).Replace("\"sampleCorpus\": true", "\"sampleCorpus\": false", StringComparison.Ordinal));
        Run().Output.Should().Contain("wrote its card");
        Card("imdb-cnn-lstm").Should().NotContain("What it gets wrong").And.Contain("- for: texts like those of `hotels.csv`");
    }

    [DataFact("reuters/reuters_sequences.npz", "reuters/reuters_word_index.json", "reuters/reuters_topics.json")]
    public void The_wires_bear_topics_of_the_corpus() =>
        ReutersCorpus.Read(DataFactAttribute.Folder([.. ReutersCorpus.Files])).Labels.Should().Contain(ArchitectureRegistry.Find("reuters-lstm").Examples.Select(example => example.Label));

    [Fact]
    public void The_films_bear_the_corpus_labels_and_are_of_both_in_like_number()
    {
        var labels = ArchitectureRegistry.Find("imdb-lstm").Examples.CountBy(example => example.Label).ToDictionary();
        labels.Keys.Should().BeEquivalentTo(ImdbCorpus.Labels);
        labels.Values.Should().OnlyContain(count => count >= 5, "a model that always says one thing must not look good");
    }

    private (int Code, string Output) Run(params string[] ids)
    {
        using var output = new StringWriter();
        var code = new RootCommand { new CardsCommand(output).Cards() }.Parse(["cards", .. ids, "--models", _folder.Path]).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        return (code, output.ToString());
    }

    private string Card(string id) => File.ReadAllText(Path.Combine(_folder.Path, id, "README.md"));

    private void Copy(string id) => FolderContents.Copy(Path.Combine(zoo.Path, id), Path.Combine(_folder.Path, id));

    private void WriteResults(string row, params double[] accuracies) => File.WriteAllLines(
        Path.Combine(_folder.Path, ResultsTable.FileName),
        [File.ReadLines(Path.Combine(zoo.Path, ResultsTable.FileName)).First(), .. accuracies.Select((accuracy, seed) => string.Format(System.Globalization.CultureInfo.InvariantCulture, row, seed + 1, accuracy))]);
}
