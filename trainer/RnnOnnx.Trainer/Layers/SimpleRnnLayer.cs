using RnnOnnx.Trainer.Export;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' SimpleRNN: h = tanh(W x + U h_prev + b).</summary>
public sealed class SimpleRnnLayer : RecurrentLayer
{
    private readonly RNN _rnn;

    internal SimpleRnnLayer(SimpleRnnConfiguration configuration, LayerShape input)
        : base(configuration, input)
    {
        _rnn = nn.RNN(input.RequireFeatures(TypeName), configuration.Units, batchFirst: true);
        RegisterComponents();
        Initialize();
    }

    /// <inheritdoc/>
    public override string TypeName => "SimpleRNN";

    internal override int StateCount => 1;

    private protected override int[] GateGroups => [1];

    private protected override string Operator => "RNN";

    private protected override (Tensor Outputs, Tensor Last) RunFused(Tensor values)
    {
        var (outputs, last) = _rnn.call(values);
        return (outputs, last.squeeze(0));
    }

    private protected override Tensor[] Step(Tensor sums, Tensor[] states, StateProducts products) => [products.AddTo(sums, states[0]).tanh()];

    private protected override RecurrentWeights OnnxWeights() =>
        RecurrentWeights.SimpleRnn(WeightValues("weight_ih_l0"), WeightValues("weight_hh_l0"), WeightValues("bias_ih_l0"), Units);
}
