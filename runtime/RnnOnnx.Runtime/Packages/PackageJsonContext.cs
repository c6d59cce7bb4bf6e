using System.Text.Json.Serialization;

namespace RnnOnnx.Packages;

/// <summary>The JSON contracts of a package's files, generated at compile time so that trimmed applications can read them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabCaseEnumConverter<ModelTask>), typeof(KebabCaseEnumConverter<SequenceSide>), typeof(KebabCaseEnumConverter<UnknownTokens>), typeof(KebabCaseEnumConverter<VectorElement>), typeof(KebabCaseEnumConverter<WeightStorage>)])]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(VectorsManifest))]
[JsonSerializable(typeof(IReadOnlyList<Golden>))]
internal sealed partial class PackageJsonContext : JsonSerializerContext;
