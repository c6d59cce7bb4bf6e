using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Corpora.Download;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

/// <summary>The data folder as a whole: from small originals to what the trainer reads.</summary>
public sealed class CorpusDownloadTests : IDisposable
{
    private static readonly string[] Products = ["imdb/imdb_sequences.npz", "imdb/imdb_test.tsv.gz", "imdb/imdb_train.tsv.gz", "imdb/imdb_word_index.json"];

    private readonly TemporaryFolder _folder = new();
    private readonly SafeClient _client = new(useProxy: false);
    private readonly StringWriter _output = new();

    private string Data => Path.Combine(_folder.Path, "data");

    private string Originals => Path.Combine(Data, CorpusDownload.Originals);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_went_into_the_originals_comes_out_of_the_readers()
    {
        using var servers = new Servers(this);
        await Run(servers.Corpus).RunAsync([], Data, keepOriginals: false, default);

        Files().Should().Equal(Products, "the originals have served");
        TabSeparated.Read(Path.Combine(Data, ImdbCorpus.TextFiles[0]), 2).Should().Equal(
            [new("train\tgood <br />ten\u2028\r", 1), new("train good nine", 1), new("train bad \u00e9", 0), new("train bad eleven", 0)]);
        var corpus = ImdbCorpus.Read(Data);
        var random = new NumpyRandomState(113);
        var (training, test) = (random.Permutation(4), random.Permutation(4));
        corpus.Training.Ids.Should().BeEquivalentTo(training.Select(row => Servers.Training[row].Select(rank => rank + 3)), o => o.WithStrictOrdering(), "ids start at 4, and rows come in load_data's order");
        corpus.Training.Labels.Should().Equal(training.Select(row => Servers.Labels[row]));
        corpus.Test.Ids.Should().BeEquivalentTo(test.Select(row => Servers.Test[row].Select(rank => rank + 3)), o => o.WithStrictOrdering());
        corpus.Vocabulary[4].Should().Be("good");
        _output.ToString().Should().Contain("cite them", "the terms of use are part of the bargain").And.Contain(Data);
    }

    [Fact]
    public async Task Small_wires_go_from_Keras_archive_through_the_command_to_the_reader()
    {
        int[][] wires = [[1, 2], [3], [2, 2, 1], [], [1]];
        int[] topics = [3, 45, 0, 3, 4];
        var archive = KerasArchive.Write(Path.Combine(_folder.Path, "reuters.npz"), ("", wires, topics));
        using var server = new LoopbackServer(LoopbackServer.Ranged(File.ReadAllBytes(archive)));
        using var index = new LoopbackServer(LoopbackServer.Ranged("{\"said\": 1, \"oil\": 2, \"mln\": 3}"u8.ToArray()));
        var corpus = new PublicCorpus(
            "reuters",
            "small wires",
            [
                new(Servers.Pin("reuters.npz", server, File.ReadAllBytes(archive)), [ReutersCorpus.Files[0], ReutersCorpus.Files[2]], PublicCorpora.Wires(5)),
                PublicCorpora.All[1].Parts[1] with { Origin = Servers.Pin("reuters_word_index.json", index, "{\"said\": 1, \"oil\": 2, \"mln\": 3}"u8.ToArray()) },
            ]);
        var code = await new DataCommand(Run(corpus), new StatsCommand(new CorpusCatalog(), _output), new WordCommand(new CorpusCatalog(), _output), new ExportDataCommand(new DataExport(new DataPreparation(new CorpusCatalog(), _output)), _output)).Data().Parse(["download", "reuters", "--to", Data]).InvokeAsync(new() { EnableDefaultExceptionHandler = false });

        code.Should().Be(0);
        var read = ReutersCorpus.Read(Data);
        var order = new NumpyRandomState(113).Permutation(5);
        read.Training.Ids.Concat(read.Test.Ids).Should().BeEquivalentTo(
            order.Select(row => wires[row].Select(rank => rank + 3)), o => o.WithStrictOrdering(), "the first 80 % of load_data's order train and the rest tests");
        read.Training.Labels.Concat(read.Test.Labels).Should().Equal(order.Select(row => topics[row]));
        read.Training.Count.Should().Be(4);
        read.Labels[3].Should().Be("earn", "the archive has numbers, and a user reads names");
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again_and_kept_archives_serve_without_a_network()
    {
        using (var servers = new Servers(this))
        {
            await Run(servers.Corpus).RunAsync(["imdb"], Data, keepOriginals: true, default);
            await Run(servers.Corpus).RunAsync(["imdb"], Data, keepOriginals: false, default);
            servers.Requests.Should().Be(3);
            File.Delete(Path.Combine(Data, "imdb", "imdb_test.tsv.gz"));
            await Run(servers.Corpus).RunAsync(["imdb"], Data, keepOriginals: false, default);
            servers.Requests.Should().Be(3);
        }

        Files().Should().Equal([.. Products, "originals/aclImdb_v1.tar.gz", "originals/imdb.npz", "originals/imdb_word_index.json"], "originals that were there before are the user's");
    }

    [Fact]
    public async Task A_name_chooses()
    {
        using var servers = new Servers(this);
        await Run(servers.Corpus, servers.Corpus with { Name = "other" }).RunAsync(["none of these"], Data, keepOriginals: false, default);
        Directory.Exists(Data).Should().BeFalse();
        servers.Requests.Should().Be(0);
    }

    [Fact]
    public async Task Wrong_bytes_stop_the_run_before_anything_is_read_and_all_that_lacks_is_listed()
    {
        using var servers = new Servers(this, LoopbackServer.Whole("not what was asked for"u8.ToArray()));
        var act = () => Run(servers.Corpus).RunAsync([], Data, keepOriginals: false, default);
        await act.Should().ThrowAsync<DownloadException>();
        Directory.Exists(Data).Should().BeFalse("a run that brought nothing leaves nothing");
        _output.ToString().Should().Contain("still missing").And.Contain(Path.Combine(Originals, "aclImdb_v1.tar.gz")).And.Contain(Path.Combine(Originals, "imdb.npz"));
    }

    [Fact]
    public async Task An_original_of_other_content_leaves_no_product()
    {
        using var servers = new Servers(this);
        var corpus = servers.Corpus with { Parts = [servers.Corpus.Parts[0] with { Convert = new ReviewTexts(3).Convert }] };
        var act = () => Run(corpus).RunAsync([], Data, keepOriginals: false, default);
        await act.Should().ThrowAsync<CorpusException>().WithMessage("*the original has 3*");
        Files().Should().Equal(["originals/aclImdb_v1.tar.gz"], "a table half written would be read as a small corpus");
    }

    [Fact]
    public async Task A_conversion_that_is_stopped_leaves_no_product_and_the_next_run_clears_away_what_it_fetched()
    {
        using var servers = new Servers(this);
        using var stop = new CancellationTokenSource();
        var part = servers.Corpus.Parts[0];
        var corpus = servers.Corpus with
        {
            Parts =
            [
                part with
                {
                    Convert = (original, products, cancellation) =>
                    {
                        products[0].Write("half"u8);
                        stop.Cancel();
                        part.Convert(original, products, cancellation);
                    },
                },
            ],
        };
        var act = () => Run(corpus).RunAsync([], Data, keepOriginals: false, stop.Token);
        await act.Should().ThrowAsync<OperationCanceledException>();
        Files().Should().Equal(["originals/.aclImdb_v1.tar.gz.fetched", "originals/aclImdb_v1.tar.gz"], "a gigabyte must not be loaded twice");

        // So does a SIGKILL leave it, but for the product in the making.
        await File.WriteAllTextAsync(Path.Combine(Data, "imdb", ".imdb_train.tsv.gz.tmp"), "half");
        await Run(servers.Corpus).RunAsync([], Data, keepOriginals: false, default);
        Files().Should().Equal(Products, "nobody asked to keep the original, whichever run has fetched it");
        servers.Requests.Should().Be(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_was_killed_between_the_last_product_and_the_original_leaves_the_rest_to_the_next(bool keep)
    {
        using var servers = new Servers(this);
        await Run(servers.Corpus).RunAsync([], Data, keepOriginals: true, default);
        foreach (var original in Directory.GetFiles(Originals))
        {
            await File.WriteAllTextAsync(Path.Combine(Originals, $".{Path.GetFileName(original)}.fetched"), "");
        }

        await Run(servers.Corpus).RunAsync([], Data, keep, default);
        Files().Should().Equal(keep ? [.. Products, "originals/aclImdb_v1.tar.gz", "originals/imdb.npz", "originals/imdb_word_index.json"] : Products);
        Directory.Exists(Originals).Should().Be(keep, "an empty folder is a leftover too");
        servers.Requests.Should().Be(3);
    }

    [Fact]
    public void The_real_pins_name_every_corpus_once_and_only_https()
    {
        var corpora = PublicCorpora.All;
        corpora.Select(c => c.Name).Should().Equal(PublicCorpora.Names, "the command line offers these names");
        var parts = corpora.SelectMany(c => c.Parts).ToArray();
        parts.Select(p => p.Origin.Address.Scheme).Should().OnlyContain(s => s == "https");
        parts.Select(p => p.Origin.File).Should().OnlyHaveUniqueItems("all originals lie in one folder");
        parts.SelectMany(p => p.Products).Should().OnlyHaveUniqueItems();
    }

    [DataFact("imdb/imdb_word_index.json", "reuters/reuters_word_index.json")]
    public void The_pinned_word_indexes_are_the_ones_of_the_data_folder()
    {
        foreach (var part in PublicCorpora.All.SelectMany(c => c.Parts).Where(p => p.Origin.File.EndsWith(".json", StringComparison.Ordinal)))
        {
            var file = File.ReadAllBytes(Path.Combine(DataFactAttribute.Folder("imdb/imdb_word_index.json", "reuters/reuters_word_index.json"), part.Products[0]));
            ((long)file.Length, System.Convert.ToHexStringLower(SHA256.HashData(file))).Should().Be((part.Origin.Bytes, part.Origin.Sha256));
        }
    }

    private CorpusDownload Run(params PublicCorpus[] corpora) => new(corpora, new OriginDownload(_client, TimeProvider.System, _output), _output);

    private string[] Files() =>
        [.. Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Data, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The three originals of IMDB, small, each on a server of its own.</summary>
    private sealed class Servers : IDisposable
    {
        private readonly List<LoopbackServer> _servers = [];
        private readonly Func<long?, Stream, CancellationToken, Task>? _answer;

        public Servers(CorpusDownloadTests test, Func<long?, Stream, CancellationToken, Task>? answer = null)
        {
            _answer = answer;
            var archive = SmallOriginals.WriteTar(Path.Combine(test._folder.Path, "served.tar.gz"), SmallOriginals.Tar(SmallOriginals.Reviews));
            var keras = KerasArchive.Write(Path.Combine(test._folder.Path, "served.npz"), ("_train", Training, Labels), ("_test", Test, Labels));
            var index = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, int> { ["good"] = 1, ["bad"] = 2, ["train"] = 3 });
            Corpus = new PublicCorpus(
                "imdb",
                "small reviews; cite them",
                [
                    new(Serve("aclImdb_v1.tar.gz", File.ReadAllBytes(archive)), ImdbCorpus.TextFiles, new ReviewTexts(2).Convert),
                    new(Serve("imdb.npz", File.ReadAllBytes(keras)), [ImdbCorpus.Files[0]], KerasSequences.Parts(4, 2, "_train", "_test")),
                    PublicCorpora.All[0].Parts[2] with { Origin = Serve("imdb_word_index.json", index) },
                ]);
        }

        public static int[][] Training { get; } = [[3, 1], [1, 3, 1], [2], [2, 3, 3]];

        public static int[][] Test { get; } = [[1], [], [2, 2], [3]];

        public static int[] Labels { get; } = [1, 1, 0, 0];

        public PublicCorpus Corpus { get; }

        public int Requests => _servers.Sum(s => s.Asked.Length);

        public void Dispose() => _servers.ForEach(s => s.Dispose());

        public static Origin Pin(string file, LoopbackServer server, byte[] content) =>
            new(file, server.Address, content.Length, System.Convert.ToHexStringLower(SHA256.HashData(content)));

        private Origin Serve(string file, byte[] content)
        {
            var server = new LoopbackServer(_answer ?? LoopbackServer.Ranged(content));
            _servers.Add(server);
            return Pin(file, server, content);
        }
    }
}
