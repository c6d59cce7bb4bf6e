using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>What all recurrent layers share: dropout, the padding skip, both directions, and the choice between all outputs and the last.</summary>
/// <remarks>
/// Padded batches run through the engine's fused kernel where it computes the same; packed ones, and networks that it does
/// not know, through a loop over the steps, for which the input's products are made beforehand.
/// Torch's kernels take two biases. Where Keras' layer has one, <c>bias_hh</c> is held at zero and does not count.
/// The padding skip is exact. With k steps of padding before it, a text starts from the state that the layer reaches over
/// those k steps, which depends on k and the weights alone: it is computed once for all texts, with its gradients.
/// </remarks>
public abstract class RecurrentLayer : Layer
{
    private protected const string Bias = "bias_ih_l0";
    private const string RecurrentBias = "bias_hh_l0";

    private readonly RecurrentConfiguration _configuration;

    private protected RecurrentLayer(RecurrentConfiguration configuration, LayerShape input)
        : base(configuration.Name)
    {
        _configuration = configuration;
        var steps = input.RequireSteps(configuration.Name);
        OutputShape = new LayerShape(configuration.ReturnSequences ? steps : null, configuration.Units);
    }

    /// <inheritdoc/>
    public override LayerShape OutputShape { get; }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Parameter Parameter)> Weights =>
        base.Weights.Where(weight => HasTwoBiases || weight.Name != RecurrentBias);

    /// <summary>Length of the state and of each output.</summary>
    protected internal int Units => _configuration.Units;

    /// <summary>Whether the layer gives its output at every step instead of the last one.</summary>
    internal bool ReturnsSequences => _configuration.ReturnSequences;

    /// <summary>Number of states: the output, and the cell of an LSTM.</summary>
    internal abstract int StateCount { get; }

    /// <summary>Gates in the order of torch's weights, by groups that one product can serve.</summary>
    private protected abstract int[] GateGroups { get; }

    /// <summary>Whether Keras' layer has torch's two biases.</summary>
    private protected virtual bool HasTwoBiases => false;

    /// <summary>Whether <see cref="RunFused"/> computes this layer without dropout.</summary>
    private protected virtual bool HasFusedKernel => true;

    /// <summary>The ONNX operator.</summary>
    private protected abstract string Operator { get; }

    /// <summary>Random padding differs from row to row, so it cannot be shared.</summary>
    public override bool Takes(BatchLayout layout, bool training) =>
        layout != BatchLayout.SharedPadding || !training || (_configuration.InputDropout == 0 && _configuration.RecurrentDropout == 0);

    /// <inheritdoc/>
    public override Activations forward(Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (sequence, last) = Run(input, backwards: false);
        return ReturnsSequences ? new(sequence!, input.Steps) : new(last, null);
    }

    /// <inheritdoc/>
    public override GraphActivations Export(NetworkGraph graph, GraphActivations input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(input);
        var value = ExportNode(graph, input, backwards: false);
        return ReturnsSequences ? input with { Value = value, Padding = OfPadding(input.Padding) } : new(value);
    }

    /// <summary>Runs over a batch in one direction.</summary>
    /// <param name="input">A sequence.</param>
    /// <param name="backwards">True to run from the last step to the first.</param>
    /// <returns>The outputs in the input's layout, if the layer gives sequences, and the last one <c>[batch, units]</c>.</returns>
    internal (Tensor? Sequence, Tensor Last) Run(Activations input, bool backwards)
    {
        var layout = input.Steps ?? throw new InvalidOperationException($"{TypeName} needs a sequence and gets a vector; let the layer before it return sequences");
        var values = input.Values;
        if (training && _configuration is { InputDropout: > 0, InputMask: DropoutMask.PerStep })
        {
            values = nn.functional.dropout(values, _configuration.InputDropout, true);
        }

        if (layout.IsPacked)
        {
            return RunPacked(values, layout, backwards);
        }

        var hasTextMasks = training && (_configuration.RecurrentDropout > 0 || _configuration is { InputDropout: > 0, InputMask: DropoutMask.PerTextAndGate });
        if (HasFusedKernel && !hasTextMasks)
        {
            var (outputs, end) = RunFused(backwards ? values.flip(1) : values);
            return (!ReturnsSequences ? null : backwards ? outputs.flip(1) : outputs, end);
        }

        var (texts, steps) = (values.shape[0], values.shape[1]);
        var rows = new long[steps];
        Array.Fill(rows, texts);
        var (sequence, last) = RunPacked(values.transpose(0, 1).flatten(0, 1), new StepLayout(steps, rows, false, (int)texts), backwards);
        return (sequence?.reshape(steps, texts, Units).transpose(0, 1), last);
    }

    /// <summary>Adds the layer's operator to a graph.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="input">A sequence <c>[time, batch, features]</c>.</param>
    /// <param name="backwards">True to run from the last step to the first; the sequence then lacks no step.</param>
    /// <returns>All outputs <c>[time, batch, units]</c>, or the last <c>[batch, units]</c>.</returns>
    internal string ExportNode(NetworkGraph graph, GraphActivations input, bool backwards)
    {
        var initial = Enumerable.Repeat("", StateCount).ToArray();
        if (input is { Padding: { } padding, Skipped: { } skipped } && !backwards)
        {
            initial = [.. StatesAlong(padding).Select((table, i) => graph.StateAfterPadding($"{GetName()}_state_{i}", table, skipped))];
        }

        var prefix = Prefix(backwards);
        var weights = graph.Recurrent(prefix, OnnxWeights(), Units);
        string[] inputs = [input.Value, .. weights, input.Lengths?.Steps ?? "", .. initial, .. FurtherInputs(graph)];
        AttributeProto[] attributes = [Attributes.Int("hidden_size", Units), .. OnnxAttributes()];
        if (backwards)
        {
            attributes = [.. attributes, Attributes.String("direction", "reverse")];
        }

        var outputs = graph.Builder.Nodes(Operator, [ReturnsSequences ? prefix + "_outputs" : "", ReturnsSequences ? "" : prefix + "_hidden"], inputs, attributes);
        if (ReturnsSequences)
        {
            return graph.Squeeze(outputs[0], prefix + "_sequence", 1);
        }

        var last = graph.Squeeze(outputs[1], prefix + "_last", 0);
        return input.Lengths is { } lengths
            ? graph.Builder.Node("Where", prefix + "_last_or_zero", [lengths.IsEmpty, graph.Builder.Constant(prefix + "_zero", [0f]), last])
            : last;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, float[]> ReadWeights(GraphWeights graph) => ReadNode(graph, backwards: false);

    /// <summary>Reads the weights of the layer's operator back from a graph.</summary>
    /// <param name="graph">The graph, of which what came before has been read.</param>
    /// <param name="backwards">Which way the operator runs.</param>
    internal Dictionary<string, float[]> ReadNode(GraphWeights graph, bool backwards)
    {
        var (prefix, rows, features) = (Prefix(backwards), GateGroups.Sum() * (long)Units, Weight("weight_ih_l0").shape[1]);
        var weights = new RecurrentWeights(graph.Next(prefix + "_W", 1, rows, features), graph.Next(prefix + "_R", 1, rows, Units), graph.Next(prefix + "_B", 1, 2 * rows));
        var (input, recurrence, bias, recurrentBias) = weights.ToTorch(Operator);
        var read = new Dictionary<string, float[]> { ["weight_ih_l0"] = input, ["weight_hh_l0"] = recurrence, [Bias] = bias };
        if (HasTwoBiases)
        {
            read[RecurrentBias] = recurrentBias;
        }

        ReadFurther(graph, read);
        return read;
    }

    /// <summary>Adds the layer's operator to a graph that carries the states from run to run.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="input">Name of a sequence <c>[time, batch, features]</c>.</param>
    /// <param name="states">Names of the states before the first step, <c>[1, batch, units]</c> each, the output's first.</param>
    /// <param name="next">What the states after the last step shall be called.</param>
    /// <returns>Name of all outputs, <c>[time, batch, units]</c>.</returns>
    internal string ExportWithStates(NetworkGraph graph, string input, IReadOnlyList<string> states, IReadOnlyList<string> next)
    {
        string[] inputs = [input, .. graph.Recurrent(GetName(), OnnxWeights(), Units), "", .. states, .. FurtherInputs(graph)];
        AttributeProto[] attributes = [Attributes.Int("hidden_size", Units), .. OnnxAttributes()];
        var outputs = graph.Builder.Nodes(Operator, [GetName() + "_outputs", .. next], inputs, attributes);
        return graph.Squeeze(outputs[0], GetName() + "_sequence", 1);
    }

    /// <summary>The states after 0, 1, 2, … steps of one text, the output's first: <c>[steps + 1, units]</c> each.</summary>
    /// <param name="text">What the layer is given, <c>[1, steps, features]</c>.</param>
    internal Tensor[] StatesAlong(Tensor text)
    {
        var sums = nn.functional.linear(text.squeeze(0), Weight("weight_ih_l0"), Weight(Bias)).split(1);
        var products = Products(null);
        var states = new List<Tensor[]> { ZeroStates(1, text) };
        foreach (var step in sums)
        {
            states.Add(Step(step, states[^1], products));
        }

        return [.. Enumerable.Range(0, StateCount).Select(i => cat([.. states.Select(s => s[i])], 0))];
    }

    /// <summary>Runs over full rows from a state of zeros, with the engine's fused kernel.</summary>
    /// <param name="values"><c>[batch, time, features]</c>.</param>
    /// <returns>All outputs <c>[batch, time, units]</c> and the last <c>[batch, units]</c>.</returns>
    private protected abstract (Tensor Outputs, Tensor Last) RunFused(Tensor values);

    /// <summary>One step: the next states, each <c>[rows, units]</c>, the output's first.</summary>
    /// <param name="sums">The input's share of the gates with its bias, <c>[rows, gates · units]</c>.</param>
    /// <param name="states">The states before the step.</param>
    /// <param name="products">The state's share of the gates.</param>
    private protected abstract Tensor[] Step(Tensor sums, Tensor[] states, StateProducts products);

    /// <summary>The weights in ONNX' order.</summary>
    private protected abstract RecurrentWeights OnnxWeights();

    /// <summary>The operator's attributes beside its size and direction.</summary>
    private protected virtual IEnumerable<AttributeProto> OnnxAttributes() => [];

    /// <summary>The operator's inputs after the initial states.</summary>
    private protected virtual IEnumerable<string> FurtherInputs(NetworkGraph graph) => [];

    /// <summary>Reads back what <see cref="FurtherInputs"/> has added.</summary>
    private protected virtual void ReadFurther(GraphWeights graph, Dictionary<string, float[]> read)
    {
    }

    /// <summary>Gives the weights Keras' initial values: Glorot-uniform, orthogonal, and zeros for all else.</summary>
    private protected void Initialize()
    {
        foreach (var (name, parameter) in named_parameters())
        {
            if (name.Contains("weight_ih", StringComparison.Ordinal))
            {
                KerasInitializers.GlorotUniform(parameter);
            }
            else if (name.Contains("weight_hh", StringComparison.Ordinal))
            {
                KerasInitializers.Orthogonal(parameter);
            }
            else
            {
                KerasInitializers.Zeros(parameter);
                parameter.requires_grad = HasTwoBiases || !name.Contains("bias_hh", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Biases under which a gate that keeps the state keeps it for a number of steps that is uniform between 2 and the longest.</summary>
    private protected Tensor MemoryBias(int longest) => nn.init.uniform_(empty(Units), 1, longest - 1).log();

    /// <summary>A weight by torch's name, such as <c>weight_ih_l0</c>.</summary>
    private protected Parameter Weight(string name) =>
        named_parameters().Single(p => p.name == name || p.name.EndsWith("." + name, StringComparison.Ordinal)).parameter;

    /// <summary>A weight's values for the exporter.</summary>
    private protected float[] WeightValues(string name) => NetworkGraph.Floats(Weight(name));

    private string Prefix(bool backwards) => backwards ? $"{GetName()}_backward" : GetName();

    private (Tensor? Sequence, Tensor Last) RunPacked(Tensor values, StepLayout layout, bool backwards)
    {
        if (backwards && layout.SharesPadding)
        {
            throw new InvalidOperationException($"{TypeName} meets padding last when it runs backwards, and each text needs its own then; use padded batches");
        }

        var rows = layout.Rows!;
        var gates = GateGroups.Sum();
        var recurrent = Masks(_configuration.RecurrentDropout, gates, layout.Texts, Units, values);
        var products = Products(recurrent);
        var sums = InputSums(values, layout, gates).split(rows);
        var outputs = new Tensor[rows.Length];
        var last = backwards ? RunBackwards(sums, rows, products, outputs) : RunForwards(sums, rows, products, outputs, layout.SharesPadding);

        // Texts without any id never begin: to them all is padding, or nothing where padding is masked.
        var padding = layout.SharesPadding ? 1 : 0;
        var absent = layout.Texts + padding - last.shape[0];
        if (absent > 0)
        {
            last = cat([last, layout.SharesPadding ? last.narrow(0, 0, 1).expand(absent, Units) : Zeros(absent, last)], 0);
        }

        last = last.narrow(0, padding, layout.Texts);
        return (ReturnsSequences ? cat(outputs, 0) : null, last);
    }

    private Tensor RunForwards(Tensor[] sums, long[] rows, StateProducts products, Tensor[] outputs, bool sharesPadding)
    {
        var states = ZeroStates(sharesPadding ? 1 : 0, sums[0]);
        for (var step = 0; step < rows.Length; step++)
        {
            var begun = rows[step] - states[0].shape[0];
            if (begun > 0)
            {
                states = Array.ConvertAll(states, s => cat([s, sharesPadding ? s.narrow(0, 0, 1).expand(begun, Units) : Zeros(begun, s)], 0));
            }

            if (rows[step] > 0)
            {
                states = Step(sums[step], states, products);
            }

            outputs[step] = states[0];
        }

        return states[0];
    }

    // The other way round all texts begin together, and each ends where it has its first id, the shortest first.
    private Tensor RunBackwards(Tensor[] sums, long[] rows, StateProducts products, Tensor[] outputs)
    {
        var states = ZeroStates(rows[^1], sums[0]);
        var ended = new List<Tensor>();
        for (var step = rows.Length - 1; step >= 0; step--)
        {
            var going = rows[step];
            if (going < states[0].shape[0])
            {
                ended.Add(states[0].narrow(0, going, states[0].shape[0] - going));
                states = Array.ConvertAll(states, s => s.narrow(0, 0, going));
            }

            if (going > 0)
            {
                states = Step(sums[step], states, products);
            }

            outputs[step] = states[0];
        }

        return cat([states[0], .. Enumerable.Reverse(ended)], 0);
    }

    // The input's products for all steps at once. The engine's own loop over rows of different lengths is no substitute:
    // it cuts each step out of the whole and pays for a gradient of the whole's size in every step.
    private Tensor InputSums(Tensor values, StepLayout layout, int gates)
    {
        var (kernel, bias) = (Weight("weight_ih_l0"), Weight(Bias));
        var features = values.shape[^1];
        var share = _configuration.InputMask == DropoutMask.PerTextAndGate ? _configuration.InputDropout : 0;
        if (Masks(share, gates, layout.Texts, features, values) is not { } masks)
        {
            return nn.functional.linear(values, kernel, bias);
        }

        var seen = masks.index_select(1, layout.TextOfEachRow(values.device)) * values;
        return bmm(seen, kernel.reshape(gates, Units, features).transpose(1, 2)).transpose(0, 1).reshape(values.shape[0], -1) + bias;
    }

    private Tensor? Masks(double share, int gates, int texts, long width, Tensor like) =>
        training && share > 0 ? nn.functional.dropout(ones(gates, texts, width, dtype: like.dtype, device: like.device), share, true) : null;

    private StateProducts Products(Tensor? masks) =>
        new(Weight("weight_hh_l0"), HasTwoBiases ? Weight("bias_hh_l0") : null, GateGroups, masks);

    private Tensor[] ZeroStates(long rows, Tensor like) => [.. Enumerable.Range(0, StateCount).Select(_ => Zeros(rows, like))];

    private Tensor Zeros(long rows, Tensor like) => zeros(rows, Units, dtype: like.dtype, device: like.device);
}
