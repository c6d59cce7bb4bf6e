using RnnOnnx.Packages;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Reports;

/// <summary>What a report says of one package.</summary>
public sealed record ReportedModel
{
    /// <summary>The package's id.</summary>
    public required string Id { get; init; }

    /// <summary>What is wrong with the package; null for nothing. All else is then unknown.</summary>
    public string? Damage { get; init; }

    /// <summary>What the package says of itself; null when it is damaged.</summary>
    public ModelManifest? Manifest { get; init; }

    /// <summary>The document's accuracy; null where it prints none, or the model was trained on a sample.</summary>
    public double? DocumentAccuracy { get; init; }

    /// <summary>The accuracies over seeds; null where no table has them.</summary>
    public SeedSpread? Seeds { get; init; }

    /// <summary>Bytes of all files of the package.</summary>
    public long Bytes { get; init; }

    /// <summary>Figures of every epoch; null for packages without them.</summary>
    public TrainingHistory? History { get; init; }

    /// <summary>Median of the times that one text takes, in microseconds; null for models that classify none.</summary>
    public double? Microseconds { get; init; }

    /// <summary>Ids of the text that was timed.</summary>
    public int TimedTokens { get; init; }

    /// <summary>Why the model was not evaluated; null when it was.</summary>
    public string? NotEvaluated { get; init; }

    /// <summary>The corpus of the evaluation, and which of its texts; null where there was none.</summary>
    public EvaluationTexts? Texts { get; init; }

    /// <summary>The figures of the evaluation; null where there was none.</summary>
    public ClassificationMetrics? Metrics { get; init; }

    /// <summary>The mistakes that the model is surest of.</summary>
    public IReadOnlyList<WrongText> Worst { get; init; } = [];
}
