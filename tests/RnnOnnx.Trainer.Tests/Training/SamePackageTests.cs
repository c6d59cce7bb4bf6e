using FluentAssertions;
using RnnOnnx.Kills;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>The same seed gives the same files, wherever and however often.</summary>
public sealed class SamePackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("reviews-bilstm")]
    [InlineData("imdb-cnn-gru-dropout")]
    [InlineData("imdb-text-dense")]
    [InlineData("char-generator")]
    public void The_same_seed_gives_the_same_files_of_a_package(string model)
    {
        var (first, second, other) = (Train(model, "first", 1), Train(model, "second", 1), Train(model, "other", 2));
        second.Should().Equal(first, "a hash that is published has to come out again on another day and in another folder");
        other["manifest.json"].Should().NotBe(first["manifest.json"]);
        other[Path.Combine("1", "model.onnx")].Should().NotBe(first[Path.Combine("1", "model.onnx")], "another seed is another model, or nothing was compared");
    }

    private SortedDictionary<string, string> Train(string model, string zoo, int seed)
    {
        using var log = new StringWriter();
        var preparation = new DataPreparation(new CorpusCatalog(), log);
        var progress = new ConsoleProgress(log, false, TimeProvider.System);
        var architecture = ArchitectureRegistry.Find(model);
        var trainer = new IArchitectureTrainer[] { new ModelTrainer(preparation, progress, log), new GeneratorTrainer(preparation, progress, log) }.Single(t => t.Makes(architecture));
        var options = new TrainOptions { Models = Path.Combine(_folder.Path, zoo), Corpus = CorpusChoice.Sample, Epochs = 2, Texts = 32, Seed = seed };
        trainer.Train(architecture, options, default);
        return FolderContents.Of(Path.Combine(options.Models, model));
    }
}
