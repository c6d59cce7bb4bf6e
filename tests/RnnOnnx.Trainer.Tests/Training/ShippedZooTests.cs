using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Verification;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>The packages under <c>models/</c>, as they are in the repository or as a training has left them.</summary>
public sealed class ShippedZooTests
{
    private static readonly string Models = Path.Combine(DataFolder.RepositoryRoot(AppContext.BaseDirectory)!, "models");

    [Fact]
    public void Every_package_is_what_it_says_and_answers_its_goldens()
    {
        var verified = ZooVerifier.Verify(Models).ToList();
        verified.SelectMany(package => package.Checks.Where(check => !check.Passed).Select(check => $"{package.Id}: {check.Name}: {check.Detail}"))
            .Should().BeEmpty("users run exactly these files");
        verified.Should().HaveCountGreaterThan(1, "a clone comes with models");
    }

    [Fact]
    public void A_clone_answers_without_training()
    {
        using var zoo = ModelZoo.Open(Models);
        using var classifier = zoo.LoadClassifier("imdb-cnn-gru");
        if (classifier.Manifest.Training.SampleCorpus)
        {
            // Somebody trained on generated texts in the meantime, and such a model knows no others.
            classifier.Predict("A film.").Scores.Should().HaveCount(2);
            return;
        }

        classifier.Predict("One of the best films of the year: I loved the story, and the actors are wonderful.").Label.Should().Be("positive");
        classifier.Predict("A waste of time. The plot is awful, the dialogue is terrible and the acting is bad.").Label.Should().Be("negative");
    }
}
