using System.ComponentModel.DataAnnotations;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>How a network is trained. A user may set every property but the name in the configuration, within its range.</summary>
public sealed record Recipe
{
    /// <summary>The recipe's name; <c>document</c> is the document's own.</summary>
    public required string Name { get; init; }

    /// <summary>Passes over the training texts.</summary>
    [Range(1, 100_000)]
    public required int Epochs { get; init; }

    /// <summary>Texts per step of the optimizer.</summary>
    [Range(1, 1_000_000)]
    public required int BatchSize { get; init; }

    /// <summary>The optimizer.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Step size.</summary>
    [Range(0.0, 10.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Added to the denominator of the optimizer's step.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-7;

    /// <summary>Gradients longer than this, all taken together, are scaled down to it; null for as they come.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? GradientNorm { get; init; }

    /// <summary>Training stops after so many epochs without a better one; null for never.</summary>
    [Range(1, 100_000)]
    public int? Patience { get; init; }

    /// <summary>The gates' function in recurrent layers; null for the architecture's own.</summary>
    public GateActivation? Gate { get; init; }

    /// <summary>Share of the training texts, the last of a seed-shuffled order, on which the epoch is chosen.</summary>
    [Range(0.0, 0.9, MinimumIsExclusive = true)]
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Every setting by name, for the manifest.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["epochs"] = $"{Epochs}",
        ["batch_size"] = $"{BatchSize}",
        ["optimizer"] = Optimizer == OptimizerKind.Adam ? "adam" : "rmsprop",
        ["learning_rate"] = $"{LearningRate:R}",
        ["epsilon"] = $"{Epsilon:R}",
        ["gradient_norm"] = GradientNorm is { } norm ? $"{norm:R}" : "any",
        ["patience"] = Patience is { } patience ? $"{patience}" : "none",
        ["gate"] = Gate switch { null => "the architecture's", GateActivation.Sigmoid => "sigmoid", _ => "hard_sigmoid" },
        ["validation_share"] = $"{ValidationShare:R}",
    };
}
