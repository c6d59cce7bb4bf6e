using RnnOnnx.Trainer.Export;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' Embedding: ids <c>[batch, time]</c> to vectors <c>[batch, time, units]</c>; initially uniform in ±0.05.</summary>
public sealed class EmbeddingLayer : Layer
{
    private const string Table = "embedding_table";

    private readonly Embedding _embedding;

    internal EmbeddingLayer(EmbeddingConfiguration configuration, LayerShape input)
        : base(configuration.Name)
    {
        MasksZero = configuration.MaskZero;
        OutputShape = new LayerShape(input.Steps, configuration.Units);
        _embedding = nn.Embedding(configuration.Vocabulary, configuration.Units);
        RegisterComponents();
        KerasInitializers.EmbeddingUniform(_embedding.weight!);
        _embedding.weight!.requires_grad = configuration.Trainable;
    }

    /// <inheritdoc/>
    public override string TypeName => "Embedding";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <summary>Whether the steps of id 0 are skipped by all later layers.</summary>
    public bool MasksZero { get; }

    /// <summary>Replaces the table's first rows.</summary>
    /// <param name="rows">At most as many rows as the table has, row by row; the others become zero.</param>
    public void SetTable(float[] rows)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (vocabulary, units) = (_embedding.weight!.shape[0], _embedding.weight.shape[1]);
        if (rows.Length % units != 0 || rows.Length > vocabulary * units)
        {
            throw new ArgumentException($"an embedding of {vocabulary} x {units} cannot take {rows.Length} values", nameof(rows));
        }

        var table = new float[vocabulary * units];
        rows.CopyTo(table, 0);
        _embedding.weight.copy_(tensor(table, [vocabulary, units]));
    }

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input with { Values = _embedding.call(input.Values) };
    }

    /// <inheritdoc/>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(input);
        return input with { Value = graph.Rows(Table, _embedding.weight!, input.Value, "embedded"), Padding = OfPadding(input.Padding) };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, float[]> ReadWeights(GraphWeights graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new Dictionary<string, float[]> { ["weight"] = graph.Next(Table, _embedding.weight!.shape) };
    }
}
