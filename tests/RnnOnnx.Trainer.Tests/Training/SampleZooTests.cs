using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Verification;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>The whole road: every network is trained on the sample corpus, written, opened from its package and asked.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class SampleZooTests(SampleZoo zoo)
{
    public static TheoryData<string> Ids => [.. ArchitectureRegistry.Zoo.Select(a => a.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_package_answers_its_goldens(string id) => PackageGoldens.Check(Path.Combine(zoo.Path, id));

    [Theory]
    [InlineData("imdb-text-dense", "1 inputs and 2 outputs")] // scores, and those of every step
    [InlineData("char-generator", "5 inputs and 5 outputs")]
    [InlineData("imdb-cnn-lstm", "1 inputs and 1 outputs")]
    public void The_test_data_has_every_output(string id, string told) =>
        ZooVerifier.Verify(Path.Combine(zoo.Path, id)).Single().Checks.Single(check => check.Name == "test-data")
            .Should().Match<PackageCheck>(check => check.Passed && check.Detail.StartsWith(told, StringComparison.Ordinal), "another runtime has nothing else to compare itself with");

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_manifest_says_what_the_model_saw(string id)
    {
        var manifest = ModelPackage.Open(Path.Combine(zoo.Path, id)).Manifest;
        manifest.Training.SampleCorpus.Should().BeTrue("nobody may take a model of generated texts for a real one");
        manifest.Training.Corpus.Should().Be(ArchitectureRegistry.Find(id).Corpus + "-sample");
        var architecture = ArchitectureRegistry.Find(id);
        (manifest.Training.TrainingTexts, manifest.Training.Recipe, manifest.Training.Seed).Should().Be((96, architecture.SampleRecipe.Name, 1));
        manifest.Parameters.Should().Be(architecture.Parameters);
        manifest.Engines.Keys.Should().BeEquivalentTo(["torch", "onnxruntime"]);
        manifest.Training.Settings.GetValueOrDefault("device").Should().Be(architecture.Members.Count == 0 ? "cpu" : null, "another device rounds otherwise, and an ensemble is joined and not trained");
        manifest.Training.Fingerprint.Should().NotBeNull("train-all knows by it what is up to date");
        manifest.Training.Metrics.Should().ContainKeys("validation_accuracy", "test_accuracy");
    }

    [Fact]
    public void The_sample_corpus_is_announced_and_results_are_one_row_a_model()
    {
        var rows = File.ReadAllLines(Path.Combine(zoo.Path, ResultsTable.FileName));
        rows.Should().HaveCount(1 + ArchitectureRegistry.Zoo.Count, "the command writes one row per model, corpus, recipe and seed");
        rows.Should().OnlyContain(r => r.Split(',').Length == rows[0].Split(',').Length, "a comma too many would shift every figure");
        zoo.Log.ToString().Should().Contain("imdb-sample");
    }

    [Fact]
    public void A_repeated_run_replaces_its_row()
    {
        var path = Path.Combine(zoo.Path, ResultsTable.FileName);
        var before = File.ReadAllText(path);
        var (id, model) = zoo.Models.First();
        ResultsTable.Record(zoo.Path, ArchitectureRegistry.Find(id), model);
        File.ReadAllText(path).Should().Be(before, "the same model, corpus, recipe and seed is the same row");
    }
}
