using RnnOnnx.Trainer.Export;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>
/// Given vectors: in training, ids <c>[batch, time]</c> are looked up in a table, <c>[batch, time, units]</c>; the graph
/// takes the vectors themselves.
/// </summary>
public sealed class WordVectorsLayer : Layer
{
    private readonly int _units;
    private float[] _table;

    internal WordVectorsLayer(WordVectorsConfiguration configuration, LayerShape input)
        : base(configuration.Name)
    {
        _units = configuration.Units;
        _table = new float[_units];
        OutputShape = new LayerShape(input.Steps, _units);
    }

    /// <inheritdoc/>
    public override string TypeName => "WordVectors";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <summary>Gives the layer its vectors.</summary>
    /// <param name="rows">Row by row, one per id; row 0, padding, is zero.</param>
    public void SetTable(float[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Length == 0 || rows.Length % _units != 0)
        {
            throw new ArgumentException($"{rows.Length} values are no whole number of vectors of {_units}", nameof(rows));
        }

        _table = rows;
    }

    /// <summary>Gives another layer of the same configuration the same vectors.</summary>
    internal void ShareTable(WordVectorsLayer other) => other._table = _table;

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // The table stays outside of torch: the rows of one batch are few beside it.
        using var accessor = input.Values.cpu().data<long>();
        var ids = accessor.ToArray();
        var values = new float[ids.Length * _units];
        for (var i = 0; i < ids.Length; i++)
        {
            _table.AsSpan(checked((int)ids[i] * _units), _units).CopyTo(values.AsSpan(i * _units));
        }

        return input with { Values = tensor(values, [.. input.Values.shape, _units], device: input.Values.device) };
    }

    /// <inheritdoc/>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input) => input;
}
