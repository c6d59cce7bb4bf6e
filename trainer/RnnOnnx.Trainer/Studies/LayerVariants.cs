using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Studies;

/// <summary>Networks that differ from an architecture in one respect.</summary>
public static class LayerVariants
{
    /// <summary>The same layers with another number of units in the recurrent ones.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="units">Gives the new number for the old one.</param>
    public static IReadOnlyList<LayerConfiguration> WithUnits(IReadOnlyList<LayerConfiguration> layers, Func<int, int> units)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(units);
        return [.. layers.Select(layer => layer switch
        {
            RecurrentConfiguration recurrent => Resized(recurrent),
            BidirectionalConfiguration both => both with { Layer = Resized(both.Layer) },
            _ => layer,
        })];

        RecurrentConfiguration Resized(RecurrentConfiguration recurrent) => recurrent with { Units = units(recurrent.Units) };
    }

    /// <summary>The same layers with more dropout: where there is some, half of what it leaves is dropped too.</summary>
    public static IReadOnlyList<LayerConfiguration> WithMoreDropout(IReadOnlyList<LayerConfiguration> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return [.. layers.Select(layer => layer switch
        {
            DropoutConfiguration dropout => dropout with { Share = More(dropout.Share) },
            RecurrentConfiguration recurrent => With(recurrent),
            BidirectionalConfiguration both => both with { Layer = With(both.Layer) },
            _ => layer,
        })];

        static double More(double share) => share == 0 ? 0 : (1 + share) / 2;
        static RecurrentConfiguration With(RecurrentConfiguration layer) => layer with { InputDropout = More(layer.InputDropout), RecurrentDropout = More(layer.RecurrentDropout) };
    }
}
