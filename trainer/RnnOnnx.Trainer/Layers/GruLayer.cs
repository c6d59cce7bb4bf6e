using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' GRU in both its forms: h = z h_prev + (1 - z) n, where the reset gate enters the candidate n after the
/// recurrent kernel, n = tanh(W x + b + r (U h_prev + b')), or before it, n = tanh(W x + U (r h_prev) + b).</summary>
public sealed class GruLayer : RecurrentLayer
{
    private readonly GruConfiguration _configuration;
    private readonly GRU _gru;

    internal GruLayer(GruConfiguration configuration, LayerShape input)
        : base(configuration, input)
    {
        _configuration = configuration;
        _gru = nn.GRU(input.RequireFeatures(TypeName), configuration.Units, batchFirst: true);
        RegisterComponents();
        Initialize();
    }

    /// <inheritdoc/>
    public override string TypeName => "GRU";

    internal override int StateCount => 1;

    /// <inheritdoc/>
    public override void RememberFor(int longest)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        Weight(Bias).slice(0, Units, 2L * Units, 1).copy_(MemoryBias(longest));
    }

    // Torch's gate order is r, z, n; the reset-before candidate needs the reset gate before its product can be made.
    private protected override int[] GateGroups => _configuration.ResetAfter ? [3] : [2, 1];

    private protected override bool HasTwoBiases => _configuration.ResetAfter;

    private protected override bool HasFusedKernel => _configuration is { ResetAfter: true, Gate: GateActivation.Sigmoid };

    private protected override string Operator => "GRU";

    private protected override (Tensor Outputs, Tensor Last) RunFused(Tensor values)
    {
        var (outputs, last) = _gru.call(values);
        return (outputs, last.squeeze(0));
    }

    private protected override Tensor[] Step(Tensor sums, Tensor[] states, StateProducts products)
    {
        var hidden = states[0];
        Tensor update, candidate;
        if (_configuration.ResetAfter)
        {
            var (input, state) = (sums.chunk(3, 1), products.Of(hidden).chunk(3, 1));
            update = _configuration.Gate.Apply(input[1] + state[1]);
            candidate = (input[2] + (_configuration.Gate.Apply(input[0] + state[0]) * state[2])).tanh();
        }
        else
        {
            var input = sums.split([2L * Units, Units], 1);
            var gates = _configuration.Gate.Apply(products.AddTo(input[0], hidden)).chunk(2, 1);
            update = gates[1];
            candidate = products.AddTo(input[1], gates[0] * hidden, 1).tanh();
        }

        return [candidate + (update * (hidden - candidate))];
    }

    private protected override RecurrentWeights OnnxWeights() =>
        RecurrentWeights.Gru(WeightValues("weight_ih_l0"), WeightValues("weight_hh_l0"), WeightValues(Bias), Units, WeightValues("bias_hh_l0"));

    private protected override IEnumerable<AttributeProto> OnnxAttributes()
    {
        yield return Attributes.Int("linear_before_reset", _configuration.ResetAfter ? 1 : 0);
        if (_configuration.Gate == GateActivation.HardSigmoid)
        {
            yield return Attributes.Strings("activations", "HardSigmoid", "Tanh");
            yield return Attributes.Floats("activation_alpha", .2f);
            yield return Attributes.Floats("activation_beta", .5f);
        }
    }
}
