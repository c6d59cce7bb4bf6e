using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>Layers one after the other, the last of them a <see cref="DenseLayer"/>.</summary>
public sealed class Network : nn.Module<Activations, Tensor>
{
    private readonly IReadOnlyList<LayerConfiguration> _configurations;
    private readonly TrainingNoise? _noise;
    private readonly DenseLayer _head;

    // Dropout that the recipe adds has no weights, and so no place among the layers.
    private readonly List<Layer> _afterFirst = [];
    private readonly DropoutLayer? _beforeHead;

    /// <summary>Builds the network; the same torch random state gives the same weights.</summary>
    /// <param name="layers">The layers, first to last.</param>
    /// <param name="maximumLength">Steps of a full row.</param>
    /// <param name="padding">The side on which rows are filled.</param>
    /// <param name="noise">What disturbs training beside the layers; null for nothing.</param>
    public Network(IReadOnlyList<LayerConfiguration> layers, int maximumLength, SequenceSide padding, TrainingNoise? noise = null)
        : base("network")
    {
        ArgumentNullException.ThrowIfNull(layers);
        (_configurations, _noise) = (layers, noise);
        MaximumLength = maximumLength;
        Padding = padding;
        var shape = new LayerShape(maximumLength, null);
        var built = new List<Layer>();
        foreach (var configuration in layers)
        {
            var layer = configuration.Build(shape);
            built.Add(layer);
            register_module($"{built.Count}_{layer.GetName()}", layer);
            shape = layer.OutputShape;
        }

        Layers = built;
        _head = built[^1] as DenseLayer
            ?? throw new ArgumentException($"a network ends with a Dense layer that gives its scores, and this one with {built[^1].TypeName}", nameof(layers));
        if (noise is { AdversarialNorm: > 0 and var length })
        {
            Adversarial = new AdversarialLayer(length, built[0].OutputShape);
            _afterFirst.Add(Adversarial);
        }

        if (noise is { EmbeddingFeatures: > 0 and var features })
        {
            _afterFirst.Add(new FeatureDropoutLayer(features, built[0].OutputShape));
        }

        if (noise is { Embedding: > 0 and var share })
        {
            _afterFirst.Add(new DropoutConfiguration(share).Build(built[0].OutputShape));
        }

        if (noise is { LastDense: > 0 and var last })
        {
            _beforeHead = new DropoutLayer(new DropoutConfiguration(last), built[^2].OutputShape);
            register_module("before_last", _beforeHead);
        }

        foreach (var (number, layer) in _afterFirst.Index())
        {
            register_module($"after_first_{number}", layer);
        }

        if (MasksPadding && padding != SequenceSide.Pre)
        {
            throw new ArgumentException("masked networks are known with padding at the start only", nameof(padding));
        }

        if (MasksPadding && built.Find(layer => !layer.Takes(BatchLayout.Unpadded, training: true)) is { } unmasked)
        {
            throw new ArgumentException($"{unmasked.TypeName} cannot skip masked steps; embed without a mask before it", nameof(layers));
        }
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Steps of a full row.</summary>
    public int MaximumLength { get; }

    /// <summary>The side on which rows are filled.</summary>
    public SequenceSide Padding { get; }

    /// <summary>Where the weights lie, and with them all that the network computes; batches have to lie there too. <c>to</c> moves them.</summary>
    public Device Device => _head.CountedParameters.First().device;

    /// <summary>What moves the embedded words in the second pass of a step; null for networks that train without.</summary>
    public AdversarialLayer? Adversarial { get; }

    /// <summary>Whether padding is skipped by all layers.</summary>
    public bool MasksPadding => Layers[0] is EmbeddingLayer { MasksZero: true };

    /// <summary>Whether the graph can leave padding out. Padding at the end comes after the text, so every text has to take its steps.</summary>
    public bool IsLengthAdaptive => Padding == SequenceSide.Pre;

    /// <summary>Whether every step is scored; a text's score is then the mean over all of them, padding included.</summary>
    public bool ScoresSteps => _head.OutputShape.Steps is not null;

    /// <summary>The parameters that training changes.</summary>
    public IEnumerable<Parameter> TrainableParameters => parameters().Where(p => p.requires_grad);

    /// <summary>The weights that count, by names such as <c>2_lstm.weight_ih_l0</c>: the layer's place from 1, its name, and its own name of the weight.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Weights =>
        Layers.SelectMany((layer, i) => layer.Weights.Select(weight => ($"{Prefix(i)}{weight.Name}", weight.Parameter)));

    /// <summary>The layout of batches in which the network does the least work for the same numbers.</summary>
    /// <param name="dropsAtRandom">Whether dropout is at work.</param>
    /// <param name="paddingSkip">False to compute padding even where it could be left out.</param>
    public BatchLayout Layout(bool dropsAtRandom, bool paddingSkip = true) => this switch
    {
        { MasksPadding: true } => BatchLayout.Unpadded,
        { Padding: SequenceSide.Post } => BatchLayout.PostPadded,
        _ when paddingSkip && Road(0).Append(_head).All(layer => layer.Takes(BatchLayout.SharedPadding, dropsAtRandom)) => BatchLayout.SharedPadding,
        _ => BatchLayout.PrePadded,
    };

    /// <summary>One line per layer.</summary>
    public IReadOnlyList<LayerManifest> Describe() => [.. Layers.Select(layer => layer.Describe())];

    /// <summary>Reads the weights back from the graph of a network of the same layers.</summary>
    /// <param name="graph">The graph, not yet read from.</param>
    /// <returns>The values by the names of <see cref="Weights"/>, row by row; this network stays as it is.</returns>
    /// <exception cref="ExportException">The graph is that of other layers.</exception>
    public IReadOnlyDictionary<string, float[]> ReadWeights(GraphWeights graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Layers.SelectMany((layer, i) => layer.ReadWeights(graph).Select(w => (Name: Prefix(i) + w.Key, w.Value))).ToDictionary(w => w.Name, w => w.Value);
    }

    /// <summary>Gives the first layer the vectors of its ids.</summary>
    /// <param name="rows">Row by row, one per id.</param>
    public void SetVectors(float[] rows)
    {
        switch (Layers[0])
        {
            case EmbeddingLayer embedding:
                embedding.SetTable(rows);
                break;
            case WordVectorsLayer vectors:
                vectors.SetTable(rows);
                break;
            default:
                throw new InvalidOperationException($"a network that begins with {Layers[0].TypeName} takes no vectors");
        }
    }

    /// <summary>Draws the biases anew that decide how long gated layers remember.</summary>
    /// <param name="longest">The steps that the slowest unit of each remembers.</param>
    public void RememberFor(int longest)
    {
        foreach (var layer in Layers)
        {
            layer.RememberFor(longest);
        }
    }

    /// <summary>A network of the same layers on the same device whose weights, freshly drawn, are of another type.</summary>
    /// <param name="type">A floating point type, in which it computes.</param>
    internal Network WithType(ScalarType type)
    {
        var network = new Network(_configurations, MaximumLength, Padding, _noise);
        if (Layers[0] is WordVectorsLayer vectors)
        {
            vectors.ShareTable((WordVectorsLayer)network.Layers[0]);
        }

        return network.to(Device, type);
    }

    /// <summary>Logits of a batch of ids: <c>[batch, units]</c>, or <c>[batch, time, units]</c> when every step is scored.</summary>
    public override Tensor forward(Activations input) => RunFrom(0, input);

    /// <summary>Logits of what a layer is given.</summary>
    /// <param name="place">The layer's place, from 0.</param>
    /// <param name="input">What it is given.</param>
    internal Tensor RunFrom(int place, Activations input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var given = input.Values;
        foreach (var layer in Road(place))
        {
            var output = Run(layer, input);
            Release(input.Values, given, output.Values);
            input = output;
        }

        var logits = _head.PreActivation(input);
        Release(input.Values, given, logits);
        return logits;
    }

    /// <summary>The states of all recurrent layers after a text, layer by layer, the output's first.</summary>
    /// <param name="ids">The text's ids, at least one.</param>
    public IReadOnlyList<float[]> States(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        eval();
        var value = new Activations(tensor(ids.Select(id => (long)id).ToArray(), [1, ids.Count], device: Device), StepLayout.Padded(ids.Count, 1));
        var states = new List<float[]>();
        foreach (var layer in Layers.Take(Layers.Count - 1))
        {
            if (layer is RecurrentLayer recurrent)
            {
                states.AddRange(recurrent.StatesAlong(value.Values).Select(along => NetworkGraph.Floats(along.narrow(0, ids.Count, 1))));
            }

            value = layer.call(value);
        }

        return states;
    }

    /// <summary>Scores of logits: the last layer's activation, and the mean over the steps when every step is scored. <c>[batch, units]</c>.</summary>
    public Tensor Scores(Tensor logits)
    {
        var scores = StepScores(logits);
        return ScoresSteps ? scores.mean([1]) : scores;
    }

    /// <summary>The last layer's activation alone, of a network that scores every step: <c>[batch, time, units]</c>.</summary>
    public Tensor StepScores(Tensor logits) => _head.Activation.Apply(logits);

    // All that goes before the last layer, from a place on.
    private IEnumerable<Layer> Road(int place)
    {
        for (var i = place; i < Layers.Count - 1; i++)
        {
            yield return Layers[i];
            foreach (var dropout in i == 0 ? _afterFirst : [])
            {
                yield return dropout;
            }
        }

        if (_beforeHead is not null)
        {
            yield return _beforeHead;
        }
    }

    private string Prefix(int place) => $"{place + 1}_{Layers[place].GetName()}.";

    // What the gradients need is the engine's to keep; all else goes as soon as it is used, so that the next tensors find memory that is there and in the cache.
    private Activations Run(Layer layer, Activations input)
    {
        using var scope = NewDisposeScope();
        var output = layer.call(input);
        if (ReferenceEquals(layer, Layers[0]) && _head.CountedParameters.First().dtype is var type && output.Values.dtype != type)
        {
            // Numbers and given vectors come in 32 bits, whatever the weights are.
            output = output with { Values = output.Values.to_type(type) };
        }

        if (!ReferenceEquals(output.Values, input.Values))
        {
            output.Values.MoveToOuterDisposeScope();
        }

        return output;
    }

    private static void Release(Tensor used, Tensor given, Tensor next)
    {
        if (!ReferenceEquals(used, given) && !ReferenceEquals(used, next))
        {
            used.Dispose();
        }
    }
}
