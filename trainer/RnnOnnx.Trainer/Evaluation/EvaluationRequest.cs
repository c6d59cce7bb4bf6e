using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Evaluation;

/// <summary>Which texts a model is to be evaluated on: the held-out part of what it was trained on, unless more is said.</summary>
public sealed record EvaluationRequest
{
    /// <summary>The real corpus of its architecture or the sample; auto for the one that it was trained on.</summary>
    public CorpusChoice Choice { get; init; } = CorpusChoice.Auto;

    /// <summary>A corpus by name; null for its architecture's.</summary>
    public string? Name { get; init; }

    /// <summary>A user's own texts; null for a corpus of the zoo.</summary>
    public OwnCorpus? Own { get; init; }
}
