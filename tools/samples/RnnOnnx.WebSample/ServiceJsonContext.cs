using System.Text.Json;
using System.Text.Json.Serialization;
using RnnOnnx.Inference;

namespace RnnOnnx.WebSample;

/// <summary>Everything that goes over the wire, written without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RequestForm))]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(Prediction))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ServiceJsonContext : JsonSerializerContext;
