using FluentAssertions;
using RnnOnnx.Generation;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class ReadmeSnippetTests
{
    [Fact]
    public void The_few_lines_that_the_documentation_shows_are_enough()
    {
        using var folder = new TemporaryFolder();
        TinyPackage.WriteBag(folder.Path, "imdb-lstm");
        var models = folder.Path;
        string[] texts = ["Not a bad film at all.", "dull"];

        using var zoo = ModelZoo.Open(models);
        using var classifier = zoo.LoadClassifier("imdb-lstm");
        Prediction one = classifier.Predict("Not a bad film at all.");
        IReadOnlyList<Prediction> many = classifier.Predict(texts);

        many[0].Should().BeEquivalentTo(one, "one text and many go the same way");
    }

    [Fact]
    public async Task The_few_lines_for_generation_are_enough_too()
    {
        using var folder = new TemporaryFolder();
        TinyGenerator.WriteData(folder.Path, "char-generator");
        var written = "";

        using var zoo = ModelZoo.Open(folder.Path);
        using var generator = zoo.LoadGenerator("char-generator");
        string rest = generator.Generate("da", new GenerationOptions { Temperature = 0.7, Seed = 1 });
        await foreach (string character in generator.GenerateAsync("da"))
        {
            written += character;
        }

        (rest, written).Should().Be(("ta", "ta"), "all at once and as it comes is the same text");
    }
}
