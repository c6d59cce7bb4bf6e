using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>The table of results while several processes add to it; each writer here opens files of its own, as a process does.</summary>
public sealed class ResultsTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_row_is_lost_when_many_write_at_once()
    {
        Parallel.For(1, 33, new ParallelOptions { MaxDegreeOfParallelism = 8 }, seed => Record(seed));
        Record(7);

        var lines = File.ReadAllLines(Path.Combine(_folder.Path, ResultsTable.FileName));
        lines[0].Should().StartWith("model,corpus,vectors,recipe,seed,");
        lines[1..].Select(line => line.Split(',')[4]).Should().BeEquivalentTo(Enumerable.Range(1, 32).Select(seed => $"{seed}"), "each is hours of training, and a repeated one takes its older one's place");
        lines[1..].Should().BeInAscendingOrder(StringComparer.Ordinal, "the file does not change with who was first");
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo([".lock", ResultsTable.FileName], "nothing is left over");
    }

    [Fact]
    public void A_writer_that_never_ends_is_told_of()
    {
        using var other = ZooFolder.Open(_folder.Path, TimeSpan.Zero);
        FluentActions.Invoking(() => Record(1, TimeSpan.FromMilliseconds(250))).Should().Throw<RnnOnnxException>().WithMessage($"{_folder.Path}: another process has been writing*");
        File.Exists(Path.Combine(_folder.Path, ResultsTable.FileName)).Should().BeFalse();
    }

    [Fact]
    public void Rows_of_the_version_before_are_taken_over()
    {
        var path = Path.Combine(_folder.Path, ResultsTable.FileName);
        File.WriteAllText(
            path,
            """
            model,corpus,recipe,seed,epochs,best_epoch,validation_accuracy,test_accuracy,document_accuracy,difference,test_accuracy_document_protocol,seconds_per_epoch,sequences_per_second,torch,onnx_runtime
            imdb-lstm,imdb,document,2,10,3,0.8801,0.8744,0.8786,-0.0042,0.8779,59.5,378,t,o
            imdb-w2v-gru-200,imdb-text,document,1,2,2,0.8600,0.8611,,,0.8611,70.0,90,t,o
            reviews-ensemble,reviews-sample,mean,1,0,0,0.7000,0.7100,,,,,,t,o
            word-sum,imdb-sample,sample,1,1,1,0.7000,0.7000,,,,,,t,o

            """);
        Record(1);

        var lines = File.ReadAllLines(path);
        lines[0].Should().Be("model,corpus,vectors,recipe,seed,epochs,best_epoch,validation_accuracy,test_accuracy,document_accuracy,difference,test_accuracy_document_protocol,train_seconds,parameters,processor,torch,onnx_runtime");
        lines[1..4].Should().Equal(
            ["imdb-lstm,imdb,,document,2,10,3,0.8801,0.8744,0.8786,-0.0042,0.8779,595.0,1080501,,t,o", "imdb-w2v-gru-200,imdb-text,w2v-300d,document,1,2,2,0.8600,0.8611,,,0.8611,140.0,62651,,t,o", $"reviews-ensemble,reviews-sample,own-50d,mean,1,0,0,0.7000,0.7100,,,,,{ArchitectureRegistry.Find("reviews-ensemble").Parameters},,t,o"],
            "hours of training may not be lost to a new column, and what nobody knows stays empty");
        lines[4].Should().StartWith("word-sum,imdb-sample,,sample,1,3,2,0.5000,", "its own row takes the older one's place");
        lines.Should().HaveCount(5);
    }

    [Theory]
    [InlineData("model,accuracy\n", "*starts with the columns 'model,accuracy'*move the file away")]
    [InlineData("HEADER\nimdb-lstm,imdb\n", "*, line 2 has 2 cells and the first line 17*")]
    public void A_table_that_makes_no_sense_is_left_as_it_is(string content, string message)
    {
        Record(1);
        var path = Path.Combine(_folder.Path, ResultsTable.FileName);
        content = content.Replace("HEADER", File.ReadLines(path).First(), StringComparison.Ordinal);
        File.WriteAllText(path, content);
        FluentActions.Invoking(() => Record(2)).Should().Throw<RnnOnnxException>().WithMessage(message);
        File.ReadAllText(path).Should().Be(content, "it may hold somebody's figures");
    }

    private void Record(int seed, TimeSpan? patience = null)
    {
        var manifest = WordSum.Contents().Manifest;
        manifest = manifest with
        {
            Training = manifest.Training with { Seed = seed, Metrics = new Dictionary<string, double> { ["validation_accuracy"] = 0.5, ["test_accuracy"] = 0.5 } },
            Engines = new Dictionary<string, string> { ["torch"] = "1", ["onnxruntime"] = "1" },
        };
        ResultsTable.Record(_folder.Path, ArchitectureRegistry.Find("imdb-lstm"), new TrainedModel(manifest, new FitResult([], 0), 1), patience);
    }
}
