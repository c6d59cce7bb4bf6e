using RnnOnnx.Graphs;

namespace RnnOnnx.Inference;

/// <summary>Which recurrent layers the CUDA provider of ONNX Runtime leaves to the CPU: those that cuDNN has no kernel for.</summary>
/// <remarks>The rules are those by which its <c>GetCapability</c> gives a node back; the states and the inputs of such a layer are copied from the GPU and to it.</remarks>
internal static class CudaLayers
{
    private static readonly Dictionary<string, string[]> Activations = new(StringComparer.Ordinal)
    {
        ["LSTM"] = ["Sigmoid", "Tanh", "Tanh"],
        ["GRU"] = ["Sigmoid", "Tanh"],
        ["RNN"] = ["Tanh"],
    };

    private static readonly string[] Unknown = ["activation_alpha", "activation_beta", "clip"];

    /// <summary>The nodes of a model that CUDA does not compute, such as <c>LSTM 'lstm' (peepholes)</c>.</summary>
    /// <param name="graph">The model's graph.</param>
    public static IReadOnlyList<string> Missing(OnnxGraph graph)
    {
        var missing = new List<string>();
        foreach (var node in graph.Nodes)
        {
            if (Obstacle(node) is { } obstacle)
            {
                missing.Add($"{node.Type} '{node.Name}' ({obstacle})");
            }
        }

        return missing;
    }

    private static string? Obstacle(OnnxNode node)
    {
        const int Peepholes = 7;
        if (!Activations.TryGetValue(node.Type, out var known))
        {
            return null;
        }

        if (node.Attributes.TryGetValue("activations", out var activations)
            && activations.Texts.Where((activation, i) => !activation.Equals(known[i % known.Length], StringComparison.OrdinalIgnoreCase)).FirstOrDefault() is { } other)
        {
            return $"the activation {other}";
        }

        if (Unknown.FirstOrDefault(node.Attributes.ContainsKey) is { } attribute)
        {
            return $"the attribute {attribute}";
        }

        return node.Type switch
        {
            "LSTM" when Number(node, "input_forget") != 0 => "coupled gates",
            "LSTM" when node.Inputs.Count > Peepholes && node.Inputs[Peepholes].Length > 0 => "peepholes",
            "GRU" when Number(node, "linear_before_reset") != 1 => "reset before the product",
            _ => null,
        };
    }

    private static long Number(OnnxNode node, string attribute) => node.Attributes.TryGetValue(attribute, out var value) ? value.Number : 0;
}
