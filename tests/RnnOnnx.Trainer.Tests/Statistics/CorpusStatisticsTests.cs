using System.Xml.Linq;
using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Statistics;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Statistics;

public sealed class CorpusStatisticsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lengths_are_counted_as_they_are_by_hand()
    {
        var part = new CorpusPart("p", [0, 1, 0, 1, 0, 1, 0, 1, 0, 1], [1, 2, 3, 4, 5, 5, 7, 8, 9, 40]);
        part.Against(5).Should().Be((4, 2, 4));
        part.Mean.Should().Be(8.4);

        // Nearest rank: of ten, the 50th percentile is the fifth and the 90th the ninth.
        new[] { .05, .5, .9, 1 }.Select(part.Percentile).Should().Equal(1, 5, 9, 40);
    }

    [Fact]
    public void Unknown_words_are_those_of_the_held_out_texts_that_the_network_does_not_know()
    {
        var corpus = new TextCorpus("c", false, ["no", "yes"], [new("a a b", 0), new("b c", 1)], [new("A d, c!", 1), new("e", 0)]);
        var statistics = CorpusStatistics.Of(corpus, ArchitectureRegistry.Find("imdb-lstm"), []);
        statistics.Training.Lengths.Should().Equal([3, 4], "the start sign is a step of the network");
        statistics.HeldOut.Lengths.Should().Equal([1, 3], "words that the index lacks are dropped");
        (statistics.HeldOutUnknown, statistics.HeldOutTokens).Should().Be((2, 4), "d and e of a, d, c, e");
        statistics.Fitted.Counts.Should().Equal([0, 0, 0, 0, 2, 2, 1], "a and b twice, c once");
        statistics.SuggestedLength.Should().Be(10, "4 rounded up");
    }

    [Fact]
    public void The_command_writes_its_tables_and_a_picture()
    {
        var file = Path.Combine(_folder.Path, "a<b>.csv");
        File.WriteAllText(file, "label,text\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"{(i % 3 == 0 ? "yes" : "no")},{string.Join(' ', Enumerable.Repeat("word", i))}\n")));
        var picture = Path.Combine(_folder.Path, "h.svg");
        Stats("--length", "10", "--svg", picture, file).Should().Be(0);
        _output.ToString().Should().MatchRegex("(?m)^yes +9 +1 +33.3 % +33.3 %").And.MatchRegex("(?m)^all +27 +3").And.MatchRegex("(?m)^against 10 steps +padded +exact +cut").And.Contain("suggested length: 30").And.Contain("out of vocabulary: 0.00 %");

        var svg = XDocument.Load(picture).Root!;
        svg.Descendants().Where(e => e.Name.LocalName == "rect" && e.HasElements).Should().HaveCount(40, "each bar has a title");
        svg.Descendants().First(e => e.Name.LocalName == "text").Value.Should().Contain("a<b>.csv", "a file's name must not break the picture");
        Directory.GetFiles(_folder.Path).Should().HaveCount(2, "nothing temporary stays");
    }

    [Fact]
    public void Mistakes_are_named()
    {
        FluentActions.Invoking(() => Stats("imdbb")).Should().Throw<CorpusException>().WithMessage("*'imdbb' is neither a corpus nor a file*imdb, reuters, imdb-text*");
        FluentActions.Invoking(() => Stats("imdb", "--pipeline", "imdb-text-lstm")).Should().Throw<CorpusException>().WithMessage("*word ids*imdb-text-lstm reads text*");
    }

    [Fact]
    public void A_word_has_its_id_and_count_and_common_words_without_a_vector_are_listed()
    {
        var file = Path.Combine(_folder.Path, "c.csv");
        File.WriteAllText(file, "label,text\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 2},nice film {(i % 2 == 0 ? "unfunny" : "the")}\n")));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "glove"));
        File.WriteAllText(Path.Combine(_folder.Path, "glove", "g.txt"), string.Concat(new[] { "the", "film", "nice" }.Select(w => w + string.Concat(Enumerable.Repeat(" 0.5", 50)) + "\n")));
        using (var packed = new System.IO.Compression.GZipStream(File.Create(Path.Combine(_folder.Path, "glove", "glove.6B.50d.top20000.txt.gz")), System.IO.Compression.CompressionLevel.Fastest))
        {
            packed.Write(File.ReadAllBytes(Path.Combine(_folder.Path, "glove", "g.txt")));
        }

        var command = new WordCommand(new CorpusCatalog(() => [_folder.Path]), _output).Word();
        command.Parse([file, "film", "zebra", "--pipeline", "reviews-lstm", "--all"]).Invoke(new() { EnableDefaultExceptionHandler = false }).Should().Be(0);

        // Of 30 texts 27 are fitted to; "nice" comes first in each, so it is word 1 and "film" word 2.
        _output.ToString().Should().Contain("film: id 2, 27 times in the training part").And.Contain("zebra: not in the vocabulary")
            .And.Contain("1 of the 4 commonest words have no vector in glove.6B.50d.top20000: unfunny");
    }

    [Fact]
    public void Packages_of_ids_get_the_counts_of_the_words_that_were_trained_on()
    {
        var corpora = new CorpusCatalog(() => []);
        var architecture = ArchitectureRegistry.Find("imdb-simple-rnn");
        var texts = new DataPreparation(corpora, _output).Prepare(architecture, .1, new TrainOptions { Models = _folder.Path, Corpus = CorpusChoice.Sample });
        var corpus = corpora.Get("imdb", CorpusChoice.Sample, _ => { });
        texts.Counts!.Sum().Should().Be(corpus.Training.Ids.Sum(ids => ids.Length));
        texts.Counts!.Skip(KerasWordIndex.FirstWord).Should().BeInDescendingOrder("the index is by falling count");
    }

    [DataFact("imdb/imdb_train.tsv.gz", "imdb/imdb_test.tsv.gz", "w2v/imdb_w2v_300d.f16.npy", "w2v/imdb_w2v_300d.words.txt")]
    public void The_real_reviews_against_400_word_vectors_are_as_the_data_folder_s_readme_counts_them()
    {
        var folder = DataFactAttribute.Folder("imdb/imdb_train.tsv.gz", "imdb/imdb_test.tsv.gz", "w2v/imdb_w2v_300d.f16.npy", "w2v/imdb_w2v_300d.words.txt");
        var statistics = CorpusStatistics.Of(ImdbCorpus.ReadTexts(folder), ArchitectureRegistry.Find("imdb-w2v-lstm-400"), [folder]);
        statistics.Training.Against(400).Should().Be((22_554, 10, 2_436), "data/README.md has these counts, and document 001 22,560 / 12 / 2,428 with other vectors");

        // The README's mean, 202.43204, is four tokens of 5,060,805 less: its tokens are "like NLTK's", ours are those of NLTK 3.8.1.
        statistics.Training.Lengths.Sum(l => (long)l).Should().Be(5_060_805);
        statistics.Training.Mean.Should().BeApproximately(202.43204, 2e-4);
    }

    private int Stats(params string[] arguments) =>
        new StatsCommand(new CorpusCatalog(() => []), _output).Stats().Parse(arguments).Invoke(new() { EnableDefaultExceptionHandler = false });
}
