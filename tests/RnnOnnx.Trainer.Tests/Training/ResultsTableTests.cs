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
        lines[0].Should().StartWith("model,corpus,recipe,seed,");
        lines[1..].Select(line => line.Split(',')[3]).Should().BeEquivalentTo(Enumerable.Range(1, 32).Select(seed => $"{seed}"), "each is hours of training, and a repeated one takes its older one's place");
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
