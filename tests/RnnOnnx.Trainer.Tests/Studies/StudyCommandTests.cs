using System.Globalization;
using System.Xml.Linq;
using FluentAssertions;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Studies;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Studies;

/// <summary>The studies as a person runs them, made short.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class StudyCommandTests(SampleZoo zoo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gradient_measures_networks_before_and_after_training()
    {
        var output = Run("gradient", "imdb-simple-rnn", "reuters-gru", "--texts", "10", "--steps", "20", "--batches", "3");
        var rows = Table("gradient", "model", "layer", "stage", "texts", "distance", "mean", "median", "maximum");
        rows.Select(r => (r[0], r[2])).Distinct().Should().Equal(("imdb-simple-rnn", "initial"), ("imdb-simple-rnn", "trained"), ("reuters-gru", "initial"), ("reuters-gru", "trained"));
        rows.Should().HaveCount(4 * 20).And.OnlyContain(r => r[3] == "10" && Number(r[5]) > 0 && Number(r[7]) >= Number(r[6]));
        Table("gradient-batches", "model", "layer", "stage", "batch", "norm").Should().HaveCount(4 * 3).And.OnlyContain(r => Number(r[4]) > 0);
        Picture("gradient").Should().Contain("Before training").And.Contain("After training");
        output.Should().Contain("under 1 % from");

        TrainerProcess.Run([], "study", "gradient", "imdb-cnn", "--corpus", "sample", "--output", _folder.Path).Error.Should().Contain("take one such as imdb-lstm");
        TrainerProcess.Run([], "study", "gradient", "imdb-lstm", "--corpus", "sample", "--steps", "499", "--output", _folder.Path).Error.Should().Contain("give fewer --steps");
    }

    [Fact]
    public void Overfit_trains_the_network_and_its_remedies()
    {
        Run("overfit", "--epochs", "2", "--texts", "32").Should().Contain("more texts");
        var rows = Table("overfit", "model", "corpus", "variant", "parameters", "texts", "epoch", "training_loss", "training_accuracy", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy");
        rows.Select(r => (r[2], r[3], r[4])).Distinct().Should().Equal(("as it is", "35361", "32"), ("more dropout", "35361", "32"), ("half the units", "17281", "32"), ("more texts", "35361", "64"));
        rows.Select(r => r[5]).Should().Equal("1", "2", "1", "2", "1", "2", "1", "2");
        Picture("overfit").Should().Contain("half the units: 17,281 parameters, 32 texts");
    }

    [Fact]
    public void Complexity_reads_the_zoo_s_results_and_trains_wider_networks()
    {
        Run("complexity", "imdb-simple-rnn", "--units", "4", "8", "--epochs", "1", "--texts", "40").Should().Contain("with 8 units");
        var rows = Table("complexity-zoo", "model", "corpus", "vectors", "recipe", "seeds", "parameters", "trainable", "seconds_per_epoch", "test_accuracy");
        rows.Single(r => r[0] == "reviews-lstm")[2..7].Should().Equal("own-50d", "sample", "1", "560501", "60501");
        rows.Should().HaveCount(zoo.Models.Count);
        Table("complexity-width", "model", "corpus", "units", "parameters", "texts", "epochs", "best_epoch", "seconds_per_epoch", "training_accuracy", "validation_accuracy", "test_accuracy")
            .Select(r => (r[2], r[3], r[4])).Should().Equal(("4", $"{1_000_000 + (4 * 100) + (4 * 4) + 4 + 5}", "40"), ("8", $"{1_000_000 + (8 * 100) + (8 * 8) + 8 + 9}", "40"));
        Picture("complexity-zoo").Should().Contain("imdb-lstm, sample");
        Picture("complexity-width").Should().Contain("Accuracy by width");
    }

    [Fact]
    public void More_dropout_drops_half_of_what_was_left()
    {
        LayerConfiguration[] layers = [new DropoutConfiguration(.4), new LstmConfiguration(4) { RecurrentDropout = .2 }, new BidirectionalConfiguration(new LstmConfiguration(2) { InputDropout = .5 })];
        LayerVariants.WithMoreDropout(layers).Should().Equal(
            new DropoutConfiguration(.7), new LstmConfiguration(4) { RecurrentDropout = .6 }, new BidirectionalConfiguration(new LstmConfiguration(2) { InputDropout = .75 }));
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private string Run(params string[] arguments)
    {
        var (code, output, error) = TrainerProcess.Run([], ["study", .. arguments, "--corpus", "sample", "--models", zoo.Path, "--output", _folder.Path]);
        (code, error).Should().Be((0, ""), output);
        return output;
    }

    private string[][] Table(string name, params string[] columns)
    {
        var lines = File.ReadAllLines(Path.Combine(_folder.Path, name + ".csv")).Select(line => line.Split(',')).ToArray();
        lines[0].Should().Equal(columns);
        return lines[1..];
    }

    private string Picture(string name) => XDocument.Load(Path.Combine(_folder.Path, name + ".svg")).ToString();
}
