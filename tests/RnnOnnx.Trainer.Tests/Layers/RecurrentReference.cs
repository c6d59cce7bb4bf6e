using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>One direction of a recurrent layer in double precision. It reads the weights' arrays whenever it runs, so a test may move them.</summary>
internal sealed class RecurrentReference
{
    private readonly RecurrentConfiguration _configuration;
    private readonly ReferenceCells _cells;

    /// <param name="configuration">Says which formula.</param>
    /// <param name="weights">All weights by torch's names.</param>
    /// <param name="features">Values per step.</param>
    /// <param name="direction">What the names of the direction's weights contain.</param>
    public RecurrentReference(RecurrentConfiguration configuration, IReadOnlyDictionary<string, float[]> weights, int features, string direction = "")
    {
        _configuration = configuration;
        var isHard = configuration is LstmConfiguration { Gate: GateActivation.HardSigmoid } or GruConfiguration { Gate: GateActivation.HardSigmoid };
        _cells = new ReferenceCells(Weight("weight_ih_l0"), Weight("weight_hh_l0"), Weight("bias_ih_l0"), Weight("bias_hh_l0"), features, configuration.Units)
        {
            Gate = isHard ? HardGate : ReferenceCells.Sigmoid,
            Peepholes = configuration is LstmConfiguration { Peepholes: true }
                ? [Weight("_inputPeephole"), Weight("_forgetPeephole"), Weight("_outputPeephole")]
                : [new float[configuration.Units], new float[configuration.Units], new float[configuration.Units]],
        };

        float[] Weight(string name) => weights.Single(w => w.Key.Contains(direction, StringComparison.Ordinal) && w.Key.EndsWith(name, StringComparison.Ordinal)).Value;
    }

    /// <summary>Whether a hard gate has been cut off at 0, and at 1.</summary>
    public (bool AtZero, bool AtOne) Clipped { get; private set; }

    /// <summary>A layer's weights by torch's names, those that do not count included.</summary>
    public static Dictionary<string, float[]> Weights(Layer layer) =>
        layer.named_parameters().ToDictionary(p => p.name, p => LayerWeights.Floats(p.parameter));

    /// <summary>The outputs, each at its step's place.</summary>
    public List<double[]> Outputs(float[][] steps, bool backwards = false)
    {
        float[][] ordered = backwards ? [.. steps.Reverse()] : steps;
        var zeros = new float[_configuration.Units];
        var outputs = _configuration switch
        {
            LstmConfiguration => _cells.Lstm(ordered, zeros, zeros),
            GruConfiguration gru => _cells.Gru(ordered, zeros, gru.ResetAfter),
            _ => _cells.SimpleRnn(ordered, zeros),
        };
        if (backwards)
        {
            outputs.Reverse();
        }

        return outputs;
    }

    /// <summary>The output after the last step that is taken; zeros without any.</summary>
    public double[] Last(float[][] steps, bool backwards = false) =>
        steps.Length == 0 ? new double[_configuration.Units] : Outputs(steps, backwards)[backwards ? 0 : ^1];

    private double HardGate(double sum)
    {
        Clipped = (Clipped.AtZero || sum < -2.5, Clipped.AtOne || sum > 2.5);
        return ReferenceCells.HardSigmoid(sum);
    }
}
