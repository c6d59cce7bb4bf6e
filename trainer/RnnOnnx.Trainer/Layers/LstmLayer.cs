using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Keras' LSTM: c = f c_prev + i g, h = o tanh(c), with or without peepholes from the cell state to the gates.</summary>
public sealed class LstmLayer : RecurrentLayer
{
    private const string InputPeephole = "input_peephole";
    private const string ForgetPeephole = "forget_peephole";
    private const string OutputPeephole = "output_peephole";

    private readonly LstmConfiguration _configuration;
    private readonly LSTM _lstm;
    private readonly Parameter? _inputPeephole;
    private readonly Parameter? _forgetPeephole;
    private readonly Parameter? _outputPeephole;

    internal LstmLayer(LstmConfiguration configuration, LayerShape input)
        : base(configuration, input)
    {
        _configuration = configuration;
        _lstm = nn.LSTM(input.RequireFeatures(TypeName), configuration.Units, batchFirst: true);
        if (configuration.Peepholes)
        {
            _inputPeephole = nn.Parameter(zeros(configuration.Units));
            _forgetPeephole = nn.Parameter(zeros(configuration.Units));
            _outputPeephole = nn.Parameter(zeros(configuration.Units));
        }

        RegisterComponents();
        Initialize();
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        nn.init.ones_(Weight(Bias).slice(0, Units, 2L * Units, 1)); // torch's gate order is i, f, g, o
    }

    /// <inheritdoc/>
    public override string TypeName => _configuration.Peepholes ? "PeepholeLSTM" : "LSTM";

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Parameter Parameter)> Weights => base.Weights.Select(weight => (WeightName(weight.Name), weight.Parameter));

    internal override int StateCount => 2;

    /// <inheritdoc/>
    public override void RememberFor(int longest)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var forget = MemoryBias(longest);
        Weight(Bias).slice(0, Units, 2L * Units, 1).copy_(forget);
        Weight(Bias).slice(0, 0, Units, 1).copy_(-forget);
    }

    private protected override int[] GateGroups => [4];

    private protected override bool HasFusedKernel => !_configuration.Peepholes && _configuration.Gate == GateActivation.Sigmoid;

    private protected override string Operator => "LSTM";

    private protected override (Tensor Outputs, Tensor Last) RunFused(Tensor values)
    {
        var (outputs, last, _) = _lstm.call(values);
        return (outputs, last.squeeze(0));
    }

    private protected override Tensor[] Step(Tensor sums, Tensor[] states, StateProducts products)
    {
        var parts = products.AddTo(sums, states[0]).chunk(4, 1);
        var old = states[1];
        var cell = (Gate(parts[1], _forgetPeephole, old) * old) + (Gate(parts[0], _inputPeephole, old) * parts[2].tanh());
        return [Gate(parts[3], _outputPeephole, cell) * cell.tanh(), cell];
    }

    private protected override RecurrentWeights OnnxWeights() =>
        RecurrentWeights.Lstm(WeightValues("weight_ih_l0"), WeightValues("weight_hh_l0"), WeightValues(Bias), Units);

    private protected override IEnumerable<AttributeProto> OnnxAttributes() =>
        _configuration.Gate == GateActivation.Sigmoid
            ? []
            : [Attributes.Strings("activations", "HardSigmoid", "Tanh", "Tanh"), Attributes.Floats("activation_alpha", .2f), Attributes.Floats("activation_beta", .5f)];

    private protected override IEnumerable<string> FurtherInputs(NetworkGraph graph)
    {
        if (_configuration.Peepholes)
        {
            var weights = RecurrentWeights.Peepholes(NetworkGraph.Floats(_inputPeephole!), NetworkGraph.Floats(_forgetPeephole!), NetworkGraph.Floats(_outputPeephole!));
            yield return graph.Builder.Constant(PeepholeConstant, weights, 1, weights.Length);
        }
    }

    private protected override void ReadFurther(GraphWeights graph, Dictionary<string, float[]> read)
    {
        if (_configuration.Peepholes)
        {
            (read[InputPeephole], read[ForgetPeephole], read[OutputPeephole]) = RecurrentWeights.ToGates(graph.Next(PeepholeConstant, 1, 3L * Units));
        }
    }

    private string PeepholeConstant => $"{GetName()}_P";

    private static string WeightName(string name) => name switch
    {
        nameof(_inputPeephole) => InputPeephole,
        nameof(_forgetPeephole) => ForgetPeephole,
        nameof(_outputPeephole) => OutputPeephole,
        _ => name,
    };

    private Tensor Gate(Tensor sum, Parameter? peephole, Tensor cell) =>
        _configuration.Gate.Apply(peephole is null ? sum : sum + (peephole * cell));
}
