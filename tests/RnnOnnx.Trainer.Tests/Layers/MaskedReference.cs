using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>
/// A masked network as Keras evaluates it, in double precision: over all steps of the full row, where a masked step carries
/// the state and repeats the output before it (zeros before the first). Nothing is aligned, packed or left out.
/// </summary>
internal sealed class MaskedReference
{
    private readonly Network _network;
    private readonly Dictionary<string, float[]>[] _weights;

    public MaskedReference(Network network)
    {
        _network = network;
        _weights = [.. network.Layers.Select(layer => RecurrentReference.Weights(layer))];
    }

    /// <summary>The scores of one full row.</summary>
    public double[] Scores(long[] row)
    {
        var isReal = Array.ConvertAll(row, id => id != 0);
        var steps = Array.Empty<double[]>();
        var vector = Array.Empty<double>();
        foreach (var (layer, weights) in _network.Layers.Zip(_weights))
        {
            switch (layer)
            {
                case EmbeddingLayer:
                    steps = Array.ConvertAll(row, id => weights.Single().Value.Chunk((int)layer.OutputShape.Features!.Value).ElementAt((int)id).Select(v => (double)v).ToArray());
                    break;
                case DropoutLayer:
                    break;
                case LstmLayer:
                    steps = Lstm(weights, "", steps, isReal);
                    vector = steps[^1];
                    break;
                case BidirectionalLayer:
                    var there = Lstm(weights, "_forward", steps, isReal);
                    var back = Lstm(weights, "_backward", [.. steps.Reverse()], [.. isReal.Reverse()]);
                    vector = [.. there[^1], .. back[^1]];
                    break;
                case DenseLayer:
                    vector = Dense(weights, vector);
                    break;
                default:
                    throw new NotSupportedException(layer.TypeName);
            }
        }

        return vector;
    }

    private static double[][] Lstm(Dictionary<string, float[]> weights, string direction, double[][] steps, bool[] isReal)
    {
        float[] Weight(string name) => weights.Single(w => w.Key.Contains(direction, StringComparison.Ordinal) && w.Key.EndsWith(name, StringComparison.Ordinal)).Value;
        var (kernel, recurrent, bias) = (Weight("weight_ih_l0"), Weight("weight_hh_l0"), Weight("bias_ih_l0"));
        var (features, units) = (steps[0].Length, bias.Length / 4);
        var (hidden, cell, outputs) = (new double[units], new double[units], new double[steps.Length][]);
        for (var step = 0; step < steps.Length; step++)
        {
            if (isReal[step])
            {
                var (oldHidden, oldCell) = (hidden, cell);
                (hidden, cell) = (new double[units], new double[units]);
                for (var u = 0; u < units; u++)
                {
                    var (i, f, g, o) = (Sum(u), Sum(units + u), Sum((2 * units) + u), Sum((3 * units) + u));
                    cell[u] = (ReferenceCells.Sigmoid(f) * oldCell[u]) + (ReferenceCells.Sigmoid(i) * Math.Tanh(g));
                    hidden[u] = ReferenceCells.Sigmoid(o) * Math.Tanh(cell[u]);
                }

                double Sum(int row)
                {
                    double sum = bias[row];
                    for (var k = 0; k < features; k++)
                    {
                        sum += kernel[(row * features) + k] * steps[step][k];
                    }

                    for (var k = 0; k < units; k++)
                    {
                        sum += recurrent[(row * units) + k] * oldHidden[k];
                    }

                    return sum;
                }
            }

            outputs[step] = hidden;
        }

        return outputs;
    }

    private static double[] Dense(Dictionary<string, float[]> weights, double[] x)
    {
        var kernel = weights.Single(w => w.Key.EndsWith("weight", StringComparison.Ordinal)).Value;
        var bias = weights.Single(w => w.Key.EndsWith("bias", StringComparison.Ordinal)).Value;
        return [.. bias.Select((b, unit) => ReferenceCells.Sigmoid(b + x.Select((value, i) => kernel[(unit * x.Length) + i] * value).Sum()))];
    }
}
