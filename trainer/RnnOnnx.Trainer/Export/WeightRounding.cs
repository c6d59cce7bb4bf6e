using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Export;

/// <summary>Rounds a network's weights to numbers that a graph can store in fewer bytes, so that everything that is computed from them, the tables of the padding skip included, is computed from what is stored.</summary>
public static class WeightRounding
{
    /// <summary>Weights of fewer numbers, and biases, stay as they are: they would save a few bytes.</summary>
    public const int LeastWeights = 1024;

    // The kernel of a flattened sequence, beside which all else is small.
    private const int LargestKernel = 1 << 20;

    /// <summary>The storages from the smallest to the one that loses nothing, those that make a difference to a network.</summary>
    public static IReadOnlyList<WeightStorage> Choices(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return
        [
            .. network.Layers.Any(layer => layer.Weights.Any(weight => IsKernel(layer, weight.Parameter))) ? [WeightStorage.Int8Kernels] : Array.Empty<WeightStorage>(),
            .. network.Layers.OfType<EmbeddingLayer>().Any() ? [WeightStorage.Int8Rows] : Array.Empty<WeightStorage>(),
            .. network.Weights.Any(weight => IsLarge(weight.Parameter)) ? [WeightStorage.Float16] : Array.Empty<WeightStorage>(),
            WeightStorage.Float32,
        ];
    }

    /// <summary>Rounds the weights where they are.</summary>
    /// <param name="network">The network.</param>
    /// <param name="storage">How its graph is going to store them.</param>
    /// <returns>False when a weight is too large for half precision; the network is then of no use.</returns>
    public static bool Round(Network network, WeightStorage storage)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var layer in network.Layers.Where(_ => storage != WeightStorage.Float32))
        {
            foreach (var (_, parameter) in layer.Weights.Where(weight => layer is EmbeddingLayer || IsLarge(weight.Parameter)))
            {
                // The graph has a flat layer's kernel the other way round, a row for each number that it takes.
                var rounded = storage switch
                {
                    WeightStorage.Int8Kernels when IsKernel(layer, parameter) => InRows(parameter.t()).t(),
                    WeightStorage.Int8Kernels or WeightStorage.Int8Rows when layer is EmbeddingLayer => InRows(parameter),
                    _ => tensor(Array.ConvertAll(NetworkGraph.Floats(parameter), value => (float)(Half)value), parameter.shape),
                };
                if (!Array.TrueForAll(NetworkGraph.Floats(rounded), float.IsFinite))
                {
                    return false;
                }

                parameter.copy_(rounded);
            }
        }

        return true;
    }

    /// <summary>Whether half precision holds every number as it is.</summary>
    internal static bool AreHalves(float[] values) => Array.TrueForAll(values, value => (float)(Half)value == value);

    private static Tensor InRows(Tensor table) => tensor(Int8Rows.Round(NetworkGraph.Floats(table), (int)table.shape[1]).ToFloats(), table.shape);

    private static bool IsKernel(Layer layer, Tensor weight) => layer is DenseLayer && weight.shape.Length > 1 && weight.numel() > LargestKernel;

    private static bool IsLarge(Tensor weight) => weight.shape.Length > 1 && weight.numel() >= LeastWeights;
}
