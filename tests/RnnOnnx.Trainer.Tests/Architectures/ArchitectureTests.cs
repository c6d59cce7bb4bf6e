using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Layers;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Architectures;

public sealed class ArchitectureTests
{
    /// <summary>Every network whose document or specification states a count: all parameters, trainable ones.</summary>
    private static readonly Dictionary<string, (long Parameters, long Trainable)> Counts = new()
    {
        ["reviews-simple-rnn"] = (515_201, 15_201),
        ["reviews-lstm"] = (560_501, 60_501),
        ["reviews-gru"] = (545_401, 45_401),
        ["reviews-lstm-dropout"] = (560_501, 60_501),
        ["reviews-bilstm"] = (621_001, 121_001),
        ["reviews-stacked-lstm"] = (640_901, 140_901),
        ["imdb-w2v-lstm-400"] = (90_201, 90_201),
        ["imdb-w2v-lstm-200"] = (80_201, 80_201),
        ["imdb-w2v-gru-200"] = (62_651, 62_651),
        ["imdb-w2v-peephole-lstm-200"] = (80_351, 80_351),
        ["imdb-w2v-stacked-lstm-200"] = (100_401, 100_401),
        ["imdb-char-lstm"] = (35_361, 35_361),
        ["reuters-simple-rnn"] = (1_005_774, 1_005_774),
        ["reuters-stacked-rnn"] = (1_012_014, 1_012_014),
        ["reuters-lstm"] = (1_018_542, 1_018_542),
        ["reuters-gru"] = (1_014_286, 1_014_286),
        ["reuters-bilstm"] = (1_037_038, 1_037_038),
        ["imdb-ff"] = (125_501, 125_501),
        ["imdb-ff-embedding"] = (13_500_501, 13_500_501),
        ["imdb-cnn"] = (3_010_133, 3_010_133),
        ["imdb-simple-rnn"] = (1_020_201, 1_020_201),
        ["imdb-lstm"] = (1_080_501, 1_080_501),
        ["imdb-cnn-lstm"] = (1_062_933, 1_062_933),
        ["imdb-cnn-gru"] = (1_049_933, 1_049_933),
        ["imdb-cnn-gru-dropout"] = (1_049_933, 1_049_933),
        ["imdb-stacked-lstm"] = (1_160_901, 1_160_901),
        ["imdb-text-dense"] = (140_609, 140_609),
        ["imdb-text-simple-rnn"] = (144_705, 144_705),
        ["imdb-text-lstm"] = (181_761, 181_761),

        // 100 x 32; 4 x 128 x (32 + 128 + 1) and 4 x 128 x (128 + 128 + 1); 128 x 100 + 100.
        ["char-generator"] = (230_116, 230_116),
    };

    /// <summary>Networks of the project's own, without a count in any document.</summary>
    private static readonly string[] Others = ["imdb-ensemble", "reviews-ensemble"];

    public static TheoryData<string> Networks => [.. Counts.Keys];

    [Fact]
    public void Every_network_of_the_documents_is_there() =>
        ArchitectureRegistry.Zoo.Select(a => a.Id).Should().BeEquivalentTo(Counts.Keys.Concat(Others), "a document's network that is missing would go unnoticed");

    [Fact]
    public void Word_vectors_can_be_chosen_where_a_network_takes_some()
    {
        var (reviews, words, ids) = (ArchitectureRegistry.Find("reviews-lstm"), ArchitectureRegistry.Find("imdb-w2v-lstm-200"), ArchitectureRegistry.Find("imdb-lstm"));
        new[] { null, "own", "own-50d", "glove-50d-alone" }.Select(name => reviews.WithVectors(name).Vectors).Should().Equal("glove-50d", "own-50d", "own-50d", "glove-50d-alone");
        words.WithVectors("own").Vectors.Should().Be("own-300d", "the short form fits each network");
        ids.WithVectors("own").Should().BeSameAs(ids, "it takes none, and train-all must not fail for that");
        FluentActions.Invoking(() => words.WithVectors("glove-50d")).Should().Throw<RnnOnnxException>()
            .WithMessage("imdb-w2v-lstm-200 takes vectors of 300 dimensions, and 'glove-50d' has 50; choose w2v-300d, own-300d or own");
        FluentActions.Invoking(() => reviews.WithVectors("word2vec")).Should().Throw<RnnOnnxException>().WithMessage("no vectors are called 'word2vec'; there are glove-50d, *");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Parameters_are_exactly_the_document_s(string id)
    {
        var architecture = ArchitectureRegistry.Find(id);
        using var network = architecture.Build();
        var layers = network.Describe();
        (layers.Sum(l => l.Parameters), layers.Sum(l => l.Trainable)).Should().Be(Counts[id], "the document prints this count, and another one means another network");
        (architecture.Parameters, architecture.Trainable).Should().Be(Counts[id], "lists show what the registry states");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_recipe_builds_the_network(string id)
    {
        var architecture = ArchitectureRegistry.Find(id);
        architecture.Recipes[0].Name.Should().Be("document", "the document's recipe is the default");
        architecture.Recipes.Select(r => r.Name).Should().OnlyHaveUniqueItems("a recipe is chosen by its name");
        foreach (var recipe in architecture.Recipes)
        {
            architecture.Invoking(a => a.Build(recipe).Dispose()).Should().NotThrow("another gate function has no parameters");
        }
    }

    [Theory]
    [InlineData("imdb-ensemble", 3_010_133 + 1_062_933 + 1_049_933 + 1_049_933, 3_010_133 + 1_062_933 + 1_049_933 + 1_049_933)]
    [InlineData("reviews-ensemble", 545_401 + 560_501 + 621_001 + 640_901, 45_401 + 60_501 + 121_001 + 140_901)]
    public void An_ensemble_has_its_members_parameters(string id, long parameters, long trainable)
    {
        var architecture = ArchitectureRegistry.Find(id);
        (architecture.Parameters, architecture.Trainable).Should().Be((parameters, trainable), "every member counts in full");
        architecture.Describe().Sum(l => l.Parameters).Should().Be(parameters, "the summary lists every member's layers");
        var order = ArchitectureRegistry.All.Select(a => a.Id).ToList();
        architecture.Members.Should().OnlyContain(m => order.IndexOf(m) < order.IndexOf(id), "train-all has to build the members first");
    }

    [Fact]
    public void Documents_with_older_gates_have_a_recipe_for_them() =>
        ArchitectureRegistry.All.Where(a => a.Document is "000" or "001" or "002" && a.Layers.Any(l => l is LstmConfiguration or GruConfiguration or BidirectionalConfiguration))
            .Should().OnlyContain(a => a.Recipes.Any(r => r.Name == "hard-sigmoid" && r.Gate == GateActivation.HardSigmoid), "Keras before 2.3 had hard gates, and the figure with them stands beside the default's");

    [Fact]
    public void A_summary_gives_name_type_shape_and_count_of_each_layer()
    {
        using var network = ArchitectureRegistry.Find("imdb-lstm").Build();
        network.Describe().Select(l => (l.Name, l.Type, l.OutputShape, l.Parameters)).Should().Equal(
            [("embedding", "Embedding", "[batch, 500, 100]", 1_000_000), ("lstm", "LSTM", "[batch, 100]", 80_400), ("dense", "Dense", "[batch, 1]", 101)],
            "this is the summary that Keras prints for the document's model");
    }

    [Fact]
    public void Ids_are_unique_and_an_unknown_one_is_refused_with_those_there_are()
    {
        ArchitectureRegistry.All.Select(a => a.Id).Should().OnlyHaveUniqueItems("a package's folder is named after its architecture");
        var find = () => ArchitectureRegistry.Find("imdb-transformer");
        find.Should().Throw<RnnOnnxException>().WithMessage("*imdb-transformer*imdb-lstm*", "the message has to help with a typing error");
    }

    [Fact]
    public void A_network_that_does_not_have_its_document_s_parameters_is_refused()
    {
        var architecture = ArchitectureRegistry.Find("imdb-lstm") with { Parameters = 1_080_901 };
        architecture.Invoking(a => a.Build()).Should().Throw<RnnOnnxException>().WithMessage("*1,080,501*1,080,901*", "two biases in the LSTM would go unnoticed otherwise");
    }
}
