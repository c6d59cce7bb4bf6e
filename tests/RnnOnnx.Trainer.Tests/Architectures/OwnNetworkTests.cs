using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Architectures;

/// <summary>A network of one's own: the documentation's example, which is compiled into these tests, and what a definition may leave out or get wrong.</summary>
public sealed class OwnNetworkTests : IDisposable
{
    private static readonly Architecture Example = ArchitectureRegistry.DefinedIn([typeof(TicketsGru)]).Single();

    private static readonly Dictionary<string, Architecture> Faulty = new()
    {
        ["'Tickets' is no id*"] = Example with { Id = "Tickets" },
        ["there is no recipe"] = Example with { Recipes = [] },
        ["has 3,000 ids, and the embedding has vectors for 2,000"] = Example with { Pipeline = Example.Pipeline with { VocabularySize = 3_000 } },
        ["a binary network ends with Dense(1, Sigmoid)"] = Example with { Task = ModelTask.Binary },
        ["ends with Dense(labels, Softmax)"] = Example with { Layers = [.. Example.Layers.SkipLast(1), new DenseConfiguration(2, Activation.Sigmoid)] },
        ["scores every step, and a text has one label*"] = Example with { Layers = [Example.Layers[0], Example.Layers[^1]] },
        ["do not fit together: *gets ids; put an Embedding before it"] = Example with { Layers = [.. Example.Layers.Skip(1)] },
        ["gru needs a sequence and gets a vector; let the layer before it return sequences"] = Example with { Layers = [Example.Layers[0], new LstmConfiguration(4), .. Example.Layers.Skip(1)] },
        ["Conv1D needs a sequence*"] = Example with { Layers = [.. Example.Layers.SkipLast(1), new Convolution1dConfiguration(4, 3, Activation.Relu), Example.Layers[^1]] },
        ["MaxPooling1D needs a sequence*"] = Example with { Layers = [.. Example.Layers.SkipLast(1), new MaxPooling1dConfiguration(2), Example.Layers[^1]] },
        ["Flatten needs a sequence*"] = Example with { Layers = [.. Example.Layers.SkipLast(1), new FlattenConfiguration(), Example.Layers[^1]] },
        ["76,802 trainable), and it should have 76,802 (1)"] = Example with { Trainable = 1 },
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Faults => [.. Faulty.Keys];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_example_learns_the_readme_s_texts_and_answers()
    {
        var own = new OwnCorpus(Readme.WriteTickets(_folder.Path), null, new LabelledTextOptions());
        using var log = new StringWriter();
        new ModelTrainer(Preparation(log), new ConsoleProgress(log, false, TimeProvider.System), log).Train(Example.For(own), new TrainOptions { Models = _folder.Path, Own = own }, default);

        PackageGoldens.Check(Path.Combine(_folder.Path, Example.Id));
        using var zoo = ModelZoo.Open(_folder.Path);
        using var classifier = zoo.LoadClassifier(Example.Id);
        classifier.Predict(["The app shows an error.", "Please refund my payment."]).Select(p => p.Label).Should().Equal(["technical", "billing"], "the guide says that it does");
        var manifest = zoo.OpenPackage(Example.Id).Manifest;
        (manifest.Document, manifest.Training.Recipe, manifest.Parameters).Should().Be(("-", "default", Example.Parameters));
    }

    [Fact]
    public void The_guide_shows_the_example_as_it_is()
    {
        var guide = File.ReadAllText(Path.Combine(Readme.Root, "docs", "adding-a-network.md"));
        var example = File.ReadAllText(Path.Combine(Readme.Root, "tools", "samples", "own-network", "TicketsGru.cs"));
        guide.Should().Contain($"```csharp\n{example}```", "whoever copies it from the guide must get what was tried");
    }

    [Fact]
    public void The_zoo_comes_first_and_a_file_beside_its_networks_is_enough_to_be_found()
    {
        ArchitectureRegistry.All.Take(ArchitectureRegistry.Zoo.Count).Should().Equal(ArchitectureRegistry.Zoo, "train-all goes by that order");
        ArchitectureRegistry.DefinedIn(typeof(ArchitectureRegistry).Assembly.GetTypes()).Select(a => a.Id).Should().BeEquivalentTo(ArchitectureRegistry.All.Select(a => a.Id), "nobody has to name a new network anywhere");
        FluentActions.Invoking(() => ArchitectureRegistry.DefinedIn([typeof(TicketsGru), typeof(Copy)])).Should().Throw<RnnOnnxException>("a copied file whose id was not changed is the likeliest slip")
            .WithMessage("*Copy*'tickets-gru'*").WithMessage("*TicketsGru*");
    }

    [Fact]
    public void What_only_documents_have_may_be_left_out()
    {
        using var network = Example.Build();
        (Example.Parameters, Example.Trainable).Should().Be((network.Describe().Sum(l => l.Parameters), network.Describe().Sum(l => l.Trainable)), "nobody should have to count");
        Example.SampleRecipe.Should().Be(Example.Recipes[0] with { Name = "sample" });
        FluentActions.Invoking(() => Preparation(TextWriter.Null).Plan(Example, new TrainOptions { Models = _folder.Path })).Should().Throw<CorpusException>()
            .WithMessage("tickets-gru has no corpus of its own; give it your texts: train tickets-gru --corpus FILE");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_definition_that_cannot_work_is_refused_by_name_before_training(string message) =>
        Faulty[message].Invoking(a => a.Build()).Should().Throw<RnnOnnxException>("hours of training would be lost, or a stack trace be shown").WithMessage("*" + message);

    private static DataPreparation Preparation(TextWriter log) => new(new CorpusCatalog(() => []), log);

    private static class Copy
    {
        public static readonly Architecture Definition = Example with { Summary = "Something else." };
    }
}
