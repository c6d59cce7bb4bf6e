namespace RnnOnnx.Inference;

/// <summary>What is read of a node of an ONNX graph.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Type">Its operator.</param>
/// <param name="Inputs">Names of its inputs; an empty name is one that is left out.</param>
/// <param name="Attributes">Names of its attributes, each with its number and its strings where it has any.</param>
internal sealed record GraphNode(string Name, string Type, IReadOnlyList<string> Inputs, IReadOnlyDictionary<string, (long Number, IReadOnlyList<string> Strings)> Attributes);
