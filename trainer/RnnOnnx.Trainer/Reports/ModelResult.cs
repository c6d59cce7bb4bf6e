using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Reports;

/// <summary>What the results say of a network with one recipe and one kind of word vectors.</summary>
public sealed record ModelResult
{
    /// <summary>The network.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>The corpus' name.</summary>
    public required string Corpus { get; init; }

    /// <summary>The word vectors' name; empty for none.</summary>
    public required string Vectors { get; init; }

    /// <summary>The recipe's name.</summary>
    public required string Recipe { get; init; }

    /// <summary>The test accuracies over seeds; null where no run was recorded.</summary>
    public SeedSpread? Spread { get; init; }

    /// <summary>Mean over seeds of the best epoch by test accuracy, as the documents chose it; null where there is none.</summary>
    public double? DocumentProtocol { get; init; }

    /// <summary>The figure to reach; null where there is none.</summary>
    public ResultMark? Mark { get; init; }

    /// <summary>The test accuracies of the same recipe on the same texts and vectors in plain PyTorch; null where there are none.</summary>
    public SeedSpread? Reference { get; init; }

    /// <summary>Mean over seeds of the time spent in training steps; null where nothing was trained.</summary>
    public double? TrainSeconds { get; init; }

    /// <summary>What the runs were made with, the commonest first; none where no run was recorded.</summary>
    public IReadOnlyList<MadeWith> MadeWith { get; init; } = [];

    /// <summary>The package of one of the runs; null where there is none.</summary>
    public PackageFigures? Package { get; init; }

    /// <summary>What a reader must know of the figure.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Ours less the mark; null where one of them is missing.</summary>
    public double? Difference => Spread?.Mean - Mark?.Value;

    /// <summary>Whether the mark is met; null where there is none, or no run.</summary>
    public bool? IsMet => Spread is { } spread && Mark is { } mark ? mark.IsMetBy(spread.Mean) : null;
}
