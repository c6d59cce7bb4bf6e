using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Saved;

/// <summary>Reads and writes <c>architecture.json</c>: camel-case names, enumerations as lower-case words, layers by their <c>kind</c> with every choice.</summary>
public static class StructureJson
{
    private const string Kind = "kind";

    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["bidirectional"] = typeof(BidirectionalConfiguration),
        ["conv1d"] = typeof(Convolution1dConfiguration),
        ["dense"] = typeof(DenseConfiguration),
        ["dropout"] = typeof(DropoutConfiguration),
        ["embedding"] = typeof(EmbeddingConfiguration),
        ["flatten"] = typeof(FlattenConfiguration),
        ["gru"] = typeof(GruConfiguration),
        ["ids-as-numbers"] = typeof(IdsAsNumbersConfiguration),
        ["lstm"] = typeof(LstmConfiguration),
        ["max-pooling1d"] = typeof(MaxPooling1dConfiguration),
        ["one-hot"] = typeof(OneHotConfiguration),
        ["simple-rnn"] = typeof(SimpleRnnConfiguration),
        ["word-vectors"] = typeof(WordVectorsConfiguration),
    };

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Describe } },
    };

    /// <summary>Writes a structure, with a line end after it.</summary>
    public static byte[] Write(NetworkStructure structure) => [.. JsonSerializer.SerializeToUtf8Bytes(structure, Options), (byte)'\n'];

    /// <summary>Reads a structure. Only its form is checked.</summary>
    /// <exception cref="JsonException">The content is no JSON, lacks a member or a layer's choice, or has one that is not known.</exception>
    public static NetworkStructure Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<NetworkStructure>(json, Options) ?? throw new JsonException("The structure is null.");
        }
        catch (NotSupportedException e)
        {
            // A layer without a kind, or with one that belongs elsewhere.
            throw new JsonException(e.Message, e);
        }
    }

    private static void Describe(JsonTypeInfo type)
    {
        if (!type.Type.IsAssignableTo(typeof(LayerConfiguration)))
        {
            return;
        }

        if (type.Type.IsAbstract)
        {
            type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = Kind };
            foreach (var (kind, layer) in Kinds.Where(k => k.Value.IsAssignableTo(type.Type)))
            {
                type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(layer, kind));
            }
        }

        // The kind says it.
        if (type.Properties.FirstOrDefault(p => p.Name == "name") is { } name)
        {
            type.Properties.Remove(name);
        }

        foreach (var choice in type.Properties)
        {
            choice.IsRequired = true;
        }
    }
}
