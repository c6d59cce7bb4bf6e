using FluentAssertions;
using Microsoft.Extensions.Configuration;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Configuration;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Schedules;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Configuration;

/// <summary>Recipes that a user defines.</summary>
public sealed class RecipeSettingsTests
{
    [Fact]
    public void A_recipe_derives_from_another_and_replaces_what_it_names()
    {
        var simple = Recipes(
            ("imdb-simple-rnn:slow:LearningRate", "0.0001"),
            ("imdb-simple-rnn:slow:optimizer", "rmsprop"),
            ("imdb-simple-rnn:slow:Patience", "3"),
            ("imdb-simple-rnn:loose:From", "clipped"),
            ("imdb-simple-rnn:loose:GradientNorm", "")).AddTo(ArchitectureRegistry.Find("imdb-simple-rnn"));
        var original = ArchitectureRegistry.Find("imdb-simple-rnn");

        simple.Choose("slow", onSample: false).Should().Be(original.Recipes[0] with { Name = "slow", LearningRate = 1e-4, Optimizer = OptimizerKind.RmsProp, Patience = 3 }, "what is not named is the document's");
        simple.Choose("loose", onSample: false).Should().Be(original.Choose("clipped", onSample: false) with { Name = "loose", GradientNorm = null }, "an empty value takes a setting away");
        Recipes(("imdb-lstm:steady:WeightAverage", "LastEpochsAverage Epochs=5"), ("imdb-lstm:steady:Schedule", "StepDecay EveryEpochs=2 Ratio=0.5")).AddTo(ArchitectureRegistry.Find("imdb-lstm"))
            .Choose("steady", onSample: false).Should().Be(
                ArchitectureRegistry.Find("imdb-lstm").Recipes[0] with { Name = "steady", WeightAverage = new LastEpochsAverage(5), Schedule = new StepDecay(2, .5) }, "schedules and averages are settings like the others");
        Recipes(("imdb-lstm:own:InitialEmbedding", "OwnVectors"), ("imdb-lstm:own:EmbeddingFeatureDropout", "0.2"), ("imdb-lstm:own:LengthWindow", "20")).AddTo(ArchitectureRegistry.Find("imdb-lstm"))
            .Choose("own", onSample: false).Should().Be(ArchitectureRegistry.Find("imdb-lstm").Recipes[0] with { Name = "own", InitialEmbedding = InitialEmbedding.OwnVectors, EmbeddingFeatureDropout = 0.2, LengthWindow = 20 });
        simple.Recipes[0].Should().Be(original.Recipes[0], "the default stays the document's");
        Recipes(("imdb-simple-rnn:slow:Epochs", "1")).AddTo(ArchitectureRegistry.Find("imdb-lstm")).Recipes.Should().Equal(ArchitectureRegistry.Find("imdb-lstm").Recipes, "a recipe belongs to one network");
    }

    [Theory]
    [InlineData("imdb-lstmm:x:Epochs", "1", "*imdb-lstmm: no network is called 'imdb-lstmm'; there are reviews-simple-rnn, *")]
    [InlineData("imdb-ensemble:x:Epochs", "1", "*imdb-ensemble is made of imdb-cnn, *")]
    [InlineData("imdb-lstm:document:Epochs", "1", "*has a recipe 'document', which stays as it is; choose another name*")]
    [InlineData("imdb-lstm:x:From", "none", "*imdb-lstm:x:From: imdb-lstm has no recipe 'none' to derive from; it has document, *")]
    [InlineData("imdb-lstm:x:Rate", "1", "*imdb-lstm:x:Rate is no setting of a recipe; there are AdversarialNorm, BatchSize, *Epochs, *LearningRate, *")]
    [InlineData("imdb-lstm:x:Epochs", "1.5", "*imdb-lstm:x:Epochs is '1.5', and takes a whole number")]
    [InlineData("imdb-lstm:x:Epochs", "", "*imdb-lstm:x:Epochs is '', and takes a whole number")]
    [InlineData("imdb-lstm:x:Epochs", "-1", "*imdb-lstm:x: epochs are -1 and must be 0 or more")]
    [InlineData("imdb-lstm:x:LearningRate", "NaN", "*imdb-lstm:x: the learning rate is NaN and must be above 0")]
    [InlineData("imdb-char-lstm:x:EmbeddingDropout", "0.1", "*imdb-char-lstm:x: dropout of an embedding is asked for, and imdb-char-lstm has none")]
    [InlineData("imdb-lstm:x:GradientNorm", "0", "*imdb-lstm:x: the gradient norm is 0 and must be above 0")]
    [InlineData("imdb-lstm:x:Schedule", "Cosine", "*imdb-lstm:x:Schedule is 'Cosine', and takes a LearningRateSchedule: *CosineDecay*")]
    [InlineData("imdb-lstm:x:Optimizer", "sgd", "*imdb-lstm:x:Optimizer is 'sgd', and takes Adam or RmsProp")]
    [InlineData("imdb-lstm:x:Optimizer", "7", "*imdb-lstm:x:Optimizer is '7', and takes Adam or RmsProp")]
    public void A_wrong_recipe_is_refused_by_name(string key, string value, string message) =>
        FluentActions.Invoking(() => Recipes((key, value)).AddTo(ArchitectureRegistry.Find("imdb-cnn")))
            .Should().Throw<ConfigurationException>("hours of training must not go to a recipe that was mistyped").WithMessage(message);

    private static RecipeSettings Recipes(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"Training:Recipes:{s.Key}", s => (string?)s.Value)).Build());
}
