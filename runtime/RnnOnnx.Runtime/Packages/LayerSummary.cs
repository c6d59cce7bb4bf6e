namespace RnnOnnx.Packages;

/// <summary>A network's layers for people: on one line, and as a table like that of Keras' <c>model.summary()</c>.</summary>
public static class LayerSummary
{
    private const string Embedding = "Embedding";

    /// <summary>The layers on one line, such as <c>Embedding(10000,100) LSTM(100) Dense(1)</c>: a layer with parameters with the last dimension of its output, an embedding also with its number of rows.</summary>
    /// <param name="layers">The layers, first to last.</param>
    public static string OneLine(IReadOnlyList<LayerManifest> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return string.Join(' ', layers.Select(Short));
    }

    /// <summary>Writes a line per layer: name and type, shape of the output, number of parameters; below them all, trainable and frozen parameters.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="layers">The layers, first to last.</param>
    public static void Write(TextWriter output, IReadOnlyList<LayerManifest> layers)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(layers);
        var rows = layers.Select(static layer => new[] { $"{layer.Name} ({layer.Type})", layer.OutputShape, $"{layer.Parameters:N0}" });
        TextTable.Write(output, ["layer (type)", "output shape", "params"], rows, 2);
        var (all, trainable) = (layers.Sum(static layer => layer.Parameters), layers.Sum(static layer => layer.Trainable));
        output.WriteLine($"total params: {all:N0}");
        output.WriteLine($"trainable params: {trainable:N0}");
        output.WriteLine($"non-trainable params: {all - trainable:N0}");
    }

    private static string Short(LayerManifest layer)
    {
        var units = layer.OutputShape[(layer.OutputShape.LastIndexOf(' ') + 1)..].TrimEnd(']');
        return layer switch
        {
            { Parameters: 0 } => layer.Type,
            { Type: Embedding } when long.TryParse(units, out var width) && width > 0 => $"{layer.Type}({layer.Parameters / width},{units})",
            _ => $"{layer.Type}({units})",
        };
    }
}
