namespace RnnOnnx.Trainer.Training;

/// <summary>What <c>results.csv</c> says of one training run. Model, corpus, vectors, recipe and seed tell it from all others.</summary>
public sealed record ResultRow
{
    /// <summary>The package's id.</summary>
    public required string Model { get; init; }

    /// <summary>The corpus' name.</summary>
    public required string Corpus { get; init; }

    /// <summary>The word vectors' name; empty where there are none, or nobody knows.</summary>
    public string Vectors { get; init; } = "";

    /// <summary>The recipe's name.</summary>
    public required string Recipe { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Number of epochs run.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose weights were kept, from 1; 0 for an ensemble.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>On the part on which the epoch was chosen.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>On the part that was kept back.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>The document's figure; null where it prints none.</summary>
    public double? DocumentAccuracy { get; init; }

    /// <summary>The best epoch's by test accuracy, as the documents chose it; null where there are no epochs.</summary>
    public double? DocumentProtocol { get; init; }

    /// <summary>Time spent in training steps, without evaluation; null where there were none.</summary>
    public double? TrainSeconds { get; init; }

    /// <summary>Number of parameters, frozen ones included; null where nobody knows.</summary>
    public long? Parameters { get; init; }

    /// <summary>The processor on which it was trained; empty where nobody knows.</summary>
    public string Processor { get; init; } = "";

    /// <summary>Version of torch.</summary>
    public required string Torch { get; init; }

    /// <summary>Version of ONNX Runtime.</summary>
    public required string OnnxRuntime { get; init; }

    /// <summary>What tells the row from all others.</summary>
    public (string Model, string Corpus, string Vectors, string Recipe, long Seed) Key => (Model, Corpus, Vectors, Recipe, Seed);

    /// <summary>Whether the texts were made by the generator of sample corpora.</summary>
    public bool IsSample => Corpus.EndsWith("-sample", StringComparison.Ordinal);
}
