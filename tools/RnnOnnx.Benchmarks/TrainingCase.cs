using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Benchmarks;

/// <summary>A network whose training is measured.</summary>
/// <param name="Name">Its id, or what it is.</param>
/// <param name="Architecture">Whose texts it reads, and how.</param>
/// <param name="Layers">Its layers.</param>
/// <param name="PyTorch">What plain PyTorch has for its recurrent layer.</param>
/// <param name="MostWithSkip">The share of PyTorch's time that training without padding may take; null where nothing is promised.</param>
internal sealed record TrainingCase(string Name, Architecture Architecture, IReadOnlyList<LayerConfiguration> Layers, string PyTorch, double? MostWithSkip = null)
{
    private const string Loop = "loop over cells";
    private const double Promised = .6;

    /// <summary>Every kind of recurrent layer. Where the zoo's own network has further dropout or more units, its texts and the layer alone are taken.</summary>
    public static IReadOnlyList<TrainingCase> All { get; } =
    [
        OfZoo("imdb-simple-rnn", "nn.RNN", Promised),
        OfZoo("reuters-lstm", "nn.LSTM", Promised),
        OfZoo("reuters-bilstm", "nn.LSTM, bidirectional"),
        OfZoo("imdb-lstm", "nn.LSTM after dropout"),
        OfZoo("imdb-cnn-gru", "nn.GRU"),
        OfReuters("GRU(32) reset-after", "nn.GRU", new GruConfiguration(32) { ResetAfter = true }),
        OfZoo("reuters-gru", Loop),
        OfReuters("LSTM(32) with peepholes", Loop, new LstmConfiguration(32) { Peepholes = true }),
        OfReuters("LSTM(32), recurrent dropout", Loop, new LstmConfiguration(32) { RecurrentDropout = .1 }),
    ];

    /// <summary>The network with freshly drawn weights.</summary>
    public Network Build() => new(Layers, Architecture.Pipeline.MaximumLength, Architecture.Pipeline.Padding);

    /// <summary>The layers as <c>tools/reference/networks.py</c> takes them.</summary>
    public IEnumerable<object> Describe() => Layers.Select(Describe);

    private static TrainingCase OfZoo(string id, string pyTorch, double? most = null)
    {
        var architecture = ArchitectureRegistry.Find(id);
        return new(id, architecture, architecture.Layers, pyTorch, most);
    }

    private static TrainingCase OfReuters(string name, string pyTorch, RecurrentConfiguration layer)
    {
        var architecture = ArchitectureRegistry.Find("reuters-lstm");
        return new($"Reuters, {name}", architecture, [architecture.Layers[0], layer, architecture.Layers[^1]], pyTorch);
    }

    private static object Describe(LayerConfiguration layer) => layer switch
    {
        EmbeddingConfiguration { Trainable: true, MaskZero: false } e => new { layer = "embedding", vocabulary = e.Vocabulary, units = e.Units },
        Convolution1dConfiguration { Activation: Activation.Relu } c => new { layer = "convolution", filters = c.Filters, width = c.Width },
        MaxPooling1dConfiguration p => new { layer = "pooling", size = p.Size },
        DropoutConfiguration d => new { layer = "dropout", share = d.Share },
        FlattenConfiguration => new { layer = "flatten" },
        DenseConfiguration d => new { layer = "dense", units = d.Units, activation = d.Activation == Activation.Relu ? "relu" : "linear" },
        BidirectionalConfiguration { Layer: LstmConfiguration { Peepholes: false, InputDropout: 0, RecurrentDropout: 0 } l } => new { layer = "lstm", units = l.Units, sequences = l.ReturnSequences, bidirectional = true },
        SimpleRnnConfiguration { RecurrentDropout: 0 } r => new { layer = "rnn", units = r.Units, sequences = r.ReturnSequences, input_dropout = r.InputDropout },
        GruConfiguration { RecurrentDropout: 0 } g => new { layer = g.ResetAfter ? "gru" : "gru-reset-before", units = g.Units, sequences = g.ReturnSequences, input_dropout = g.InputDropout },
        LstmConfiguration { Peepholes: false, RecurrentDropout: 0 } l => new { layer = "lstm", units = l.Units, sequences = l.ReturnSequences, input_dropout = l.InputDropout },
        LstmConfiguration { InputMask: DropoutMask.PerStep } l => new { layer = "lstm", units = l.Units, sequences = l.ReturnSequences, input_dropout = l.InputDropout, recurrent_dropout = l.RecurrentDropout, peepholes = l.Peepholes },
        _ => throw new InvalidOperationException($"plain PyTorch has no description of {layer}"),
    };
}
