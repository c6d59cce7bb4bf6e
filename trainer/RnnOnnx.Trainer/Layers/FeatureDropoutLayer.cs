using RnnOnnx.Trainer.Export;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' SpatialDropout1D: features are dropped for all steps of a text (Tompson et al., 2015), the rest grow by 1 / (1 - share). It leaves no trace in the graph.</summary>
public sealed class FeatureDropoutLayer : Layer
{
    private readonly double _share;

    /// <summary>Creates the layer.</summary>
    /// <param name="share">Share of the features that are dropped, from 0 to below 1.</param>
    /// <param name="input">Shape of what it will be given, a sequence.</param>
    internal FeatureDropoutLayer(double share, LayerShape input)
        : base("feature_dropout")
    {
        _share = share;
        OutputShape = input;
    }

    /// <inheritdoc/>
    public override string TypeName => "SpatialDropout1D";

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <summary>Random padding differs from row to row, so it cannot be shared.</summary>
    public override bool Takes(BatchLayout layout, bool training) => layout != BatchLayout.SharedPadding || !training;

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!training)
        {
            return input;
        }

        var (values, steps) = (input.Values, input.Steps!);
        var mask = nn.functional.dropout(ones(steps.Texts, values.shape[^1], dtype: values.dtype, device: values.device), _share, true);
        return input with { Values = values * (steps.IsPacked ? mask.index_select(0, steps.TextOfEachRow(values.device)) : mask.unsqueeze(1)) };
    }

    /// <inheritdoc/>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input) => input;
}
