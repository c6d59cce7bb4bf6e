using System.Security.Cryptography;
using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Compression;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Saved;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Verification;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Compression;

/// <summary>Packages of the sample zoo in fewer bytes.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class PackageCompressorTests : IDisposable
{
    // A little training tells nothing apart, so that rounding may turn any answer: here it may cost what it likes.
    private const double AnyLoss = 0.99;

    private readonly SampleZoo _zoo;
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _log = new();
    private readonly PackageCompressor _compressor;

    public PackageCompressorTests(SampleZoo zoo)
    {
        _zoo = zoo;
        _compressor = new(new DataPreparation(new CorpusCatalog(), _log), _log);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData("imdb-lstm", WeightStorage.Int8Rows, 0.35)]
    [InlineData("imdb-cnn", WeightStorage.Int8Kernels, 0.3)]
    [InlineData("imdb-text-dense", WeightStorage.Int8Rows, 0.35)]
    [InlineData("imdb-w2v-gru-200", WeightStorage.Float16, 0.55)]
    [InlineData("char-generator", WeightStorage.Int8Rows, 0.55)]
    public void A_package_is_written_again_in_fewer_bytes_and_is_whole(string id, WeightStorage storage, double share)
    {
        var package = ModelPackage.Open(Path.Combine(_zoo.Path, id));
        Compress(id, AnyLoss);
        var stored = ModelPackage.Open(Path.Combine(_folder.Path, id));
        var said = stored.Manifest.Storage!;
        var graph = package.Manifest.Files.Single(file => file.Path == package.Manifest.Graph.File);

        said.Weights.Should().Be(storage, "the smallest form is taken where nothing is lost");
        (said.Float32Sha256, said.Float32Bytes).Should().Be((graph.Sha256, graph.Bytes));
        said.Bytes.Should().BeLessThan((long)(said.Float32Bytes * share));
        stored.ReadFloat32Goldens()!.SelectMany(golden => golden.Scores).Should().Equal(package.ReadGoldens().SelectMany(golden => golden.Scores), "the difference can be measured for ever");
        said.LargestDifference.Should().BeGreaterThan(0);
        (stored.Manifest with { Files = [], Storage = null, Graph = package.Manifest.Graph }).Should().BeEquivalentTo(package.Manifest with { Files = [] }, "all else about the model is as it was");
        ZooVerifier.Verify(_folder.Path).Where(verified => !verified.Passed && verified.Checks.Any(check => !check.Detail.Contains("lose", StringComparison.Ordinal) && !check.Passed))
            .Should().BeEmpty("a package in fewer bytes is checked as any other");
        File.ReadAllText(Path.Combine(stored.Folder, "README.md")).Should().Contain($"{said.Bytes:N0}", "whoever takes the model must learn what was done to it");
        Directory.EnumerateDirectories(_folder.Path, ".*").Should().BeEmpty("what was only tried leaves nothing");
    }

    [Fact]
    public void Training_goes_on_from_the_stored_weights()
    {
        Compress("imdb-lstm", AnyLoss);
        var stored = SavedNetwork.Open("imdb-lstm", _folder.Path);
        var trained = SavedNetwork.Open("imdb-lstm", _zoo.Path);

        foreach (var (one, other) in stored.Weights.Zip(trained.Weights))
        {
            var expected = other.Name.Contains("embedding", StringComparison.Ordinal) ? Int8Rows.Round(other.Values, (int)other.Shape[1]).ToFloats()
                : other.Shape.Count > 1 && other.Values.Length >= WeightRounding.LeastWeights ? Array.ConvertAll(other.Values, value => (float)(Half)value)
                : other.Values;
            one.Values.Should().Equal(expected, "{0} is the network that the package has", one.Name);
        }
    }

    [Fact]
    public void An_ensemble_is_joined_of_the_stored_members()
    {
        string[] members = ["reviews-gru", "reviews-lstm-dropout", "reviews-bilstm", "reviews-stacked-lstm"];
        FluentActions.Invoking(() => Compress("reviews-ensemble", AnyLoss)).Should().Throw<PackageException>("its members must be there").WithMessage("reviews-gru: the folder*does not exist*");
        foreach (var member in members)
        {
            Compress(member, AnyLoss);
        }

        Compress("reviews-ensemble", AnyLoss);
        var stored = ModelPackage.Open(Path.Combine(_folder.Path, "reviews-ensemble"));

        stored.Manifest.Storage!.Weights.Should().Be(WeightStorage.Members);
        stored.Manifest.Storage.Elements["int8"].Should().Be(500_000, "the vectors that all members share are stored once");
        using var ensemble = TextClassifier.Load(stored, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        var text = stored.ReadGoldens()[0].Text;
        var mean = members.Average(member =>
        {
            using var classifier = TextClassifier.Load(ModelPackage.Open(Path.Combine(_folder.Path, member)), new ClassifierOptions { Provider = ExecutionProvider.Cpu });
            return classifier.Predict(text).Scores[^1];
        });
        ensemble.Predict(text).Scores[^1].Should().BeApproximately(mean, 1e-6f, "an ensemble is the mean of the packages beside it");

        // The members of another zoo are not its own.
        var other = Path.Combine(_folder.Path, "other");
        foreach (var member in members)
        {
            _compressor.Compress(ModelPackage.Open(Path.Combine(_zoo.Path, member)), new CompressionOptions { Output = other, Budget = AnyLoss }, default);
        }

        var goldens = Path.Combine(other, "reviews-gru", "golden-float32.json");
        Change(Path.Combine(other, "reviews-gru"), "golden-float32.json", File.ReadAllText(goldens).Replace("\"scores\": [\n      0.", "\"scores\": [\n      0.9", StringComparison.Ordinal));
        FluentActions.Invoking(() => _compressor.Compress(ModelPackage.Open(Path.Combine(_zoo.Path, "reviews-ensemble")), new CompressionOptions { Output = other, Budget = AnyLoss }, default))
            .Should().Throw<RnnOnnxException>().WithMessage("reviews-ensemble: its members in *are not those that it was made of*");
    }

    [Fact]
    public void What_loses_too_much_is_not_taken_and_nothing_is_compressed_twice()
    {
        Compress("imdb-simple-rnn", 0);
        var storage = ModelPackage.Open(Path.Combine(_folder.Path, "imdb-simple-rnn")).Manifest.Storage!;

        Math.Max(storage.Validation.Loss(), storage.Test.Loss()).Should().BeLessThanOrEqualTo(0, "nothing may be lost, and single precision loses nothing");
        FluentActions.Invoking(() => _compressor.Compress(ModelPackage.Open(Path.Combine(_folder.Path, "imdb-simple-rnn")), new CompressionOptions { Output = _folder.Path }, default))
            .Should().Throw<RnnOnnxException>("rounded weights measured against rounded ones would seem to lose nothing").WithMessage("imdb-simple-rnn: * already; compress the package that training wrote");
    }

    private void Compress(string id, double budget) =>
        _compressor.Compress(ModelPackage.Open(Path.Combine(_zoo.Path, id)), new CompressionOptions { Output = _folder.Path, Budget = budget }, default);

    private static void Change(string folder, string file, string content)
    {
        File.WriteAllText(Path.Combine(folder, file), content);
        var bytes = File.ReadAllBytes(Path.Combine(folder, file));
        var manifest = Manifest(folder);
        var listed = new FileManifest(file, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
        using var stream = File.Create(Path.Combine(folder, ModelManifest.FileName));
        PackageJson.WriteManifest(stream, manifest with { Files = [.. manifest.Files.Select(f => f.Path == file ? listed : f)] });
    }

    private static ModelManifest Manifest(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, ModelManifest.FileName));
        return PackageJson.ReadManifest(stream);
    }
}
