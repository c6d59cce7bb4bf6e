using FluentAssertions;
using RnnOnnx.Kills;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Compression;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Commands;

/// <summary><c>compress</c>: which packages it takes, what it leaves as it is, and what a failure costs.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class CompressCommandTests(SampleZoo zoo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_packages_are_taken_once_and_again_only_when_they_have_changed()
    {
        var models = Directory.CreateDirectory(Path.Combine(_folder.Path, "models")).FullName;
        var stored = Path.Combine(_folder.Path, "stored");
        foreach (var id in new[] { "imdb-text-lstm", "imdb-char-lstm" })
        {
            Copy(Path.Combine(zoo.Path, id), Path.Combine(models, id));
        }

        var (code, output) = await Run("--all", "--models", models, "--output", stored, "--budget", "0.9");
        (code, output).Should().Match<(int, string)>(run => run.Item1 == 0 && run.Item2.Contains("compress: 2 packages", StringComparison.Ordinal));
        var written = File.GetLastWriteTimeUtc(Path.Combine(stored, "imdb-char-lstm", ModelManifest.FileName));

        (code, output) = await Run("--all", "--models", models, "--output", stored, "--budget", "0.9");
        code.Should().Be(0);
        output.Should().NotContain("accuracy", "what is there of the same graph need not be measured again").And.Contain("compress: 2 packages");
        File.GetLastWriteTimeUtc(Path.Combine(stored, "imdb-char-lstm", ModelManifest.FileName)).Should().Be(written);

        // In place: the packages that training wrote give way to small ones, which stay as they are the next time.
        (code, output) = await Run("--all", "--models", models, "--budget", "0.9");
        code.Should().Be(0);
        ModelPackage.Open(Path.Combine(models, "imdb-char-lstm")).Manifest.Storage!.Weights.Should().Be(WeightStorage.Float16);
        (await Run("--all", "--models", models, "--budget", "0.9")).Output.Should().NotContain("accuracy");
    }

    [Fact]
    public async Task What_a_compression_has_left_that_was_killed_is_put_right_by_the_next()
    {
        const string id = "imdb-text-lstm";
        var models = Path.Combine(_folder.Path, "models");
        Copy(Path.Combine(zoo.Path, id), Path.Combine(models, id));
        (await Run("--all", "--models", models, "--budget", "0.9")).Code.Should().Be(0);
        var whole = FolderContents.Of(models);

        // Dead between the renames, and in another case between the package and the index.
        Directory.Move(Path.Combine(models, id), Path.Combine(models, $".{id}.old-0123abcd"));
        Copy(Path.Combine(zoo.Path, id), Path.Combine(models, $".{id}.storing", id));
        (await Run("--all", "--models", models, "--budget", "0.9")).Output.Should().Contain("compress: 1 packages", "a package that was being replaced is no package less");
        FolderContents.Of(models).Should().Equal(whole, "the old package must come back, and nothing else stay");
        await File.WriteAllTextAsync(Path.Combine(models, "index.json"), """{ "format": 1, "packages": [] }""");
        await Run("--all", "--models", models, "--budget", "0.9");
        FolderContents.Of(models).Should().Equal(whole, "an index that misses a package fails make verify for ever");
    }

    [Fact]
    public async Task A_package_that_fails_does_not_stop_the_others()
    {
        var (code, output) = await Run("nowhere", "imdb-char-lstm", "--models", zoo.Path, "--output", _folder.Path, "--budget", "0.9");

        code.Should().Be(TrainerCommandLine.Failed);
        output.Should().Contain("compress: 1 packages").And.Contain("1 failed");
        ModelPackage.Open(Path.Combine(_folder.Path, "imdb-char-lstm")).Manifest.Storage.Should().NotBeNull();
    }

    [Theory]
    [InlineData]
    [InlineData("--all", "imdb-lstm")]
    [InlineData("imdb-lstm", "--budget", "1.5")]
    public void A_command_line_that_makes_no_sense_is_refused(params string[] arguments) =>
        Command(new StringWriter()).Compress().Parse(arguments).Errors.Should().NotBeEmpty();

    private async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await Command(output).Compress().Parse(arguments).InvokeAsync();
        return (code, output.ToString());
    }

    private static CompressCommand Command(TextWriter output) => new(new PackageCompressor(new DataPreparation(new CorpusCatalog(), TextWriter.Null), output), output);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
