using System.Text;
using System.Text.Json;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Packages;

public sealed class PackageJsonTests
{
    [Fact]
    public void A_manifest_comes_back_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var manifest = TinyPackage.WriteTopics(folder.Path) with { ToleranceReason = "large logits", Summary = "Don't <b>escape</b> naïve words." };

        using var stream = new MemoryStream();
        PackageJson.WriteManifest(stream, manifest);
        stream.Position = 0;
        var read = PackageJson.ReadManifest(stream);

        read.Should().BeEquivalentTo(manifest, options => options.WithStrictOrdering(), "what the trainer writes is what the runtime must know");
    }

    [Fact]
    public void A_manifest_is_written_for_people_to_read()
    {
        using var folder = new TemporaryFolder();
        var manifest = TinyPackage.WriteTopics(folder.Path) with { Summary = "Don't <b>escape</b> naïve words." };

        using var stream = new MemoryStream();
        PackageJson.WriteManifest(stream, manifest);
        var json = Encoding.UTF8.GetString(stream.ToArray());

        json.Should().StartWith("{\n  \"format\": 1,\n", "manifests are diffed in pull requests, on every system with the same line ends");
        json.Should().EndWith("}\n", "a text file ends with a line end");
        json.Should().Contain("\"task\": \"multi-class\"", "enumerations are words, whose numbers could change");
        json.Should().Contain("\"padding\": \"pre\"", "enumerations are words, whose numbers could change");
        json.Should().Contain("Don't <b>escape</b> naïve words.", "escapes are hard to read");
    }

    [Fact]
    public void Every_setting_of_a_pipeline_comes_back_and_those_without_a_value_are_left_out()
    {
        using var folder = new TemporaryFolder();
        var manifest = TinyPackage.WriteTopics(folder.Path) with
        {
            Vectors = new VectorsReference("vectors-tiny", new string('a', 64)),
            Pipeline = TinyPipelines.Keras with
            {
                Filters = "\t\"",
                Split = ",",
                Lower = false,
                CharacterLevel = false,
                OutOfVocabularyToken = "<OOV>",
                Unknown = UnknownTokens.Random,
                UnknownSeed = long.MaxValue,
                Replacements = [new TextReplacement("<br />", " "), new TextReplacement("'", "")],
            },
        };

        using var stream = new MemoryStream();
        PackageJson.WriteManifest(stream, manifest);
        var json = Encoding.UTF8.GetString(stream.ToArray());
        stream.Position = 0;

        PackageJson.ReadManifest(stream).Should().BeEquivalentTo(manifest, options => options.WithStrictOrdering(), "serving must see what training saw");
        json.Should().Contain("\"unknown\": \"random\"", "enumerations are words").And.Contain("\"find\": \"<br />\"", "people read it")
            .And.NotContain("\"start\"", "the kind has no such setting").And.NotContain("null", "what has no value is not said");
    }

    [Fact]
    public void How_weights_are_stored_comes_back_and_older_manifests_say_nothing_of_it()
    {
        using var folder = new TemporaryFolder();
        GoodZoo.Write(folder.Path);
        var manifest = ModelPackage.Open(folder.Sub(GoodZoo.Stored)).Manifest;

        using var stream = new MemoryStream();
        PackageJson.WriteManifest(stream, manifest with { Storage = manifest.Storage! with { Weights = WeightStorage.Int8Rows } });
        var json = Encoding.UTF8.GetString(stream.ToArray());
        stream.Position = 0;

        PackageJson.ReadManifest(stream).Storage.Should().BeEquivalentTo(manifest.Storage with { Weights = WeightStorage.Int8Rows }, "verify compares what it measures with what was measured");
        json.Should().Contain("\"weights\": \"int8-rows\"", "people read it");
        ModelPackage.Open(folder.Sub(GoodZoo.Topics)).Manifest.Storage.Should().BeNull("packages as training writes them, and those of older versions, have no such record");
        ModelPackage.Open(folder.Sub(GoodZoo.Topics)).ReadFloat32Goldens().Should().BeNull();
    }

    [Fact]
    public void A_pipeline_written_before_there_were_other_kinds_is_still_read()
    {
        using var folder = new TemporaryFolder();
        using var stream = new MemoryStream();
        var manifest = TinyPackage.WriteTopics(folder.Path);
        PackageJson.WriteManifest(stream, manifest);
        var json = Encoding.UTF8.GetString(stream.ToArray());
        var start = json.IndexOf("\"pipeline\": {", StringComparison.Ordinal);
        var end = json.IndexOf('}', start);

        // As version 0.1.0's first packages have it, with the null that was written then.
        var old = json[..start] + """
            "toleranceReason": null,
              "pipeline": {
                "kind": "word-index",
                "vocabulary": "vocab.txt",
                "vocabularySize": 12,
                "start": 1,
                "outOfVocabulary": 2,
                "maximumLength": 12,
                "padding": "pre",
                "truncation": "pre"
            """ + json[end..];

        PackageJson.ReadManifest(new MemoryStream(Encoding.UTF8.GetBytes(old))).Should().BeEquivalentTo(manifest, options => options.WithStrictOrdering(), "a user's packages must not need another training");
    }

    [Theory]
    [InlineData("\"task\": \"multi-class\"", "\"task\": \"regression\"")]
    [InlineData("\"task\": \"multi-class\"", "\"task\": 1")]
    [InlineData("\"padding\": \"pre\"", "\"padding\": \"left\"")]
    [InlineData("\"architecture\": \"tiny-topics\"", "\"architecture\": null")]
    [InlineData("\"architecture\": \"tiny-topics\",", "")]
    [InlineData("\"format\": 1", "\"format\": 1, \"format\": 1")]
    [InlineData("\"seed\": 42", "\"seed\": 4.2")]
    public void A_manifest_with_a_wrong_member_is_refused(string right, string wrong)
    {
        using var folder = new TemporaryFolder();
        using var stream = new MemoryStream();
        PackageJson.WriteManifest(stream, TinyPackage.WriteTopics(folder.Path));
        var json = Encoding.UTF8.GetString(stream.ToArray());
        json.Should().Contain(right, "the test changes this");

        var act = () => PackageJson.ReadManifest(new MemoryStream(Encoding.UTF8.GetBytes(json.Replace(right, wrong, StringComparison.Ordinal))));

        act.Should().Throw<JsonException>("a half-understood manifest would give wrong predictions");
    }

    [Fact]
    public void Members_that_this_version_does_not_know_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        using var stream = new MemoryStream();
        var manifest = TinyPackage.WriteTopics(folder.Path);
        PackageJson.WriteManifest(stream, manifest);
        var json = Encoding.UTF8.GetString(stream.ToArray()).Replace("\"format\": 1,", "\"format\": 1, \"future\": [1, {}],", StringComparison.Ordinal);

        PackageJson.ReadManifest(new MemoryStream(Encoding.UTF8.GetBytes(json))).Id.Should().Be(manifest.Id, "a later version may add what an earlier one can do without");
    }

    [Fact]
    public void Goldens_come_back_to_the_last_bit()
    {
        Golden[] goldens = [new("Isn't it \"naïve\"?\n", [1, 2, 3], [0.1f, float.Epsilon, 1f / 3f]), new("", [], [0f])];

        using var stream = new MemoryStream();
        PackageJson.WriteGoldens(stream, goldens);
        stream.Position = 0;

        PackageJson.ReadGoldens(stream).Should().BeEquivalentTo(goldens, options => options.WithStrictOrdering(), "a golden that changes on disk proves nothing");
    }
}
