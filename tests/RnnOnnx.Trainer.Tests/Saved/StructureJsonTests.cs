using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Saved;
using RnnOnnx.Trainer.Tests.Layers;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Saved;

/// <summary>Structures as JSON and back.</summary>
public sealed class StructureJsonTests
{
    public static TheoryData<string> Ids => [.. ArchitectureRegistry.All.Where(a => a.Layers.Count > 0).Select(a => a.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_network_comes_back_as_it_was(string id)
    {
        var architecture = ArchitectureRegistry.Find(id);
        foreach (var recipe in architecture.Recipes)
        {
            var structure = Of(architecture, architecture.LayersOf(recipe));
            var read = StructureJson.Read(StructureJson.Write(structure));
            read.Layers.Should().Equal(structure.Layers, "the JSON is the whole structure");
            (read with { Layers = structure.Layers, Pipeline = structure.Pipeline }).Should().Be(structure);
            JsonSerializer.Serialize(read.Pipeline).Should().Be(JsonSerializer.Serialize(structure.Pipeline));
        }
    }

    [Fact]
    public void Every_kind_of_layer_has_a_name_and_spells_its_choices_out()
    {
        LayerConfiguration[] layers =
        [
            new EmbeddingConfiguration(9, 3) { MaskZero = true, Trainable = false },
            .. RecurrentKinds.All.Select(kind => RecurrentKinds.Of(kind, 3, sequences: true) with { InputDropout = .1, InputMask = DropoutMask.PerTextAndGate, RecurrentDropout = .25 }),
            new BidirectionalConfiguration(new GruConfiguration(2) { ResetAfter = false }),
        ];
        var written = StructureJson.Write(Of(ArchitectureRegistry.Find("imdb-lstm"), layers));
        StructureJson.Read(written).Layers.Should().Equal(layers);
        typeof(LayerConfiguration).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(LayerConfiguration)))
            .Should().OnlyContain(t => Kinds().Contains(t), "a layer without a kind could not be exported");
        JsonNode.Parse(written)!["layers"]![1]!.AsObject().Select(p => p.Key).Should().BeEquivalentTo(["kind", "units", "inputDropout", "inputMask", "recurrentDropout", "returnSequences"]);
        JsonNode.Parse(written)!["layers"]![2]!["inputMask"]!.GetValue<string>().Should().Be("per-text-and-gate");
    }

    [Theory]
    [InlineData("\"recurrentDropout\": 0,", "", "recurrentDropout")]
    [InlineData("\"gate\": \"sigmoid\"", "\"gate\": \"sigmoyd\"", "gate")]
    [InlineData("\"gate\": \"sigmoid\"", "\"gate\": 0", "gate")]
    [InlineData("\"kind\": \"lstm\"", "\"kind\": \"lstn\"", "lstn")]
    [InlineData("\"kind\": \"lstm\",", "", "")]
    [InlineData("\"units\": 100,", "\"units\": 100, \"units\": 50,", "units")]
    [InlineData("\"units\": 100,", "\"units\": 100, \"colour\": 1,", "colour")]
    [InlineData("\"format\": 1,", "", "format")]
    [InlineData("\"layers\": [", "\"layers\": null, \"x\": [", "")]
    [InlineData("{", "", "")]
    public void A_choice_that_is_missing_or_unknown_is_refused(string find, string with, string message)
    {
        var written = Encoding.UTF8.GetString(StructureJson.Write(Of(ArchitectureRegistry.Find("imdb-lstm"), ArchitectureRegistry.Find("imdb-lstm").Layers)));
        var at = written.IndexOf(find, StringComparison.Ordinal);
        at.Should().BeGreaterThanOrEqualTo(0);
        FluentActions.Invoking(() => StructureJson.Read(Encoding.UTF8.GetBytes(written[..at] + with + written[(at + find.Length)..])))
            .Should().Throw<JsonException>("a network with a silent default would be another one").WithMessage($"*{message}*");
    }

    private static IEnumerable<Type> Kinds() => ArchitectureRegistry.All.SelectMany(a => a.Layers).Select(l => l.GetType()).Distinct();

    private static NetworkStructure Of(Architecture architecture, IReadOnlyList<LayerConfiguration> layers) => new()
    {
        Format = NetworkStructure.CurrentFormat,
        Id = architecture.Id,
        Architecture = architecture.Id,
        Summary = architecture.Summary,
        Task = architecture.Task,
        Pipeline = architecture.Pipeline,
        Layers = layers,
        Vectors = new VectorsReference("vectors-x", "ab"),
        Weights = new FileManifest("weights.safetensors", "cd", 7),
    };
}
