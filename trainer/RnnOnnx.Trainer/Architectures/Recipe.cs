using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Schedules;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>How a network is trained. A user may set every property but the name in the configuration, within its range.</summary>
public sealed record Recipe
{
    /// <summary>The recipe's name; <c>document</c> is the document's own.</summary>
    public required string Name { get; init; }

    /// <summary>Passes over the training texts.</summary>
    public required int Epochs { get; init; }

    /// <summary>Texts per step of the optimizer.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Batches among which texts of like length are sought for one batch; null for texts as an epoch's order has them. Every text comes once in an epoch either way.</summary>
    public int? LengthWindow { get; init; }

    /// <summary>The optimizer.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Step size, which <see cref="Schedule"/> may change from step to step.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the learning rate changes in the course of training.</summary>
    public LearningRateSchedule Schedule { get; init; } = new ConstantRate();

    /// <summary>Added to the denominator of the optimizer's step.</summary>
    public double Epsilon { get; init; } = 1e-7;

    /// <summary>Gradients longer than this, all taken together, are scaled down to it; null for as they come.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Each number of a gradient is cut off at this and at its negative; null for as they come.</summary>
    public double? GradientValue { get; init; }

    /// <summary>The average over the weights that is evaluated and kept in their place; null for the weights themselves.</summary>
    public WeightAverage? WeightAverage { get; init; }

    /// <summary>By which figure of the validation part epochs are compared; null for accuracy, and loss of a network that generates.</summary>
    public MonitoredFigure? Monitor { get; init; }

    /// <summary>Whether the weights of the best epoch are kept; false for those of the last.</summary>
    public bool KeepsBest { get; init; } = true;

    /// <summary>Training stops after so many epochs without a better one; null for never.</summary>
    public int? Patience { get; init; }

    /// <summary>For <see cref="Patience"/>, an epoch is better only by more than this.</summary>
    public double MinimumDelta { get; init; }

    /// <summary>The gates' function in recurrent layers; null for the architecture's own.</summary>
    public GateActivation? Gate { get; init; }

    /// <summary>Share of the training texts, the last of a seed-shuffled order, on which the epoch is chosen.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Every setting by name, for the manifest.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["epochs"] = $"{Epochs}",
        ["batch_size"] = $"{BatchSize}",
        ["length_window"] = LengthWindow is { } window ? $"{window}" : "none",
        ["optimizer"] = Optimizer == OptimizerKind.Adam ? "adam" : "rmsprop",
        ["learning_rate"] = $"{LearningRate:R}",
        ["learning_rate_schedule"] = $"{Schedule}",
        ["epsilon"] = $"{Epsilon:R}",
        ["gradient_norm"] = GradientNorm is { } norm ? $"{norm:R}" : "any",
        ["gradient_value"] = GradientValue is { } value ? $"{value:R}" : "any",
        ["weight_average"] = WeightAverage is { } average ? $"{average}" : "none",
        ["monitor"] = Monitor switch { null => "the task's", MonitoredFigure.Loss => "validation_loss", _ => "validation_accuracy" },
        ["kept_epoch"] = KeepsBest ? "best" : "last",
        ["patience"] = Patience is { } patience ? $"{patience}" : "none",
        ["minimum_delta"] = $"{MinimumDelta:R}",
        ["gate"] = Gate switch { null => "the architecture's", GateActivation.Sigmoid => "sigmoid", _ => "hard_sigmoid" },
        ["validation_share"] = $"{ValidationShare:R}",
    };

    /// <summary>What is wrong with the settings, each a clause that names one; none if nothing is.</summary>
    public IEnumerable<string> Faults =>
    [
        .. Fault.If(Epochs < 0, $"epochs are {Epochs} and must be 0 or more"),
        .. Fault.If(BatchSize < 1, $"the batch size is {BatchSize} and must be 1 or more"),
        .. Fault.If(LengthWindow < 2, $"the length window is {LengthWindow} and must be 2 batches or more"),
        .. Fault.If(!Enum.IsDefined(Optimizer), $"the optimizer {Optimizer} is not known"),
        .. Fault.If(!IsPositive(LearningRate), $"the learning rate is {LearningRate:R} and must be above 0"),
        .. Schedule.Faults,
        .. Fault.If(!IsPositive(Epsilon), $"epsilon is {Epsilon:R} and must be above 0"),
        .. Fault.If(GradientNorm is { } norm && !IsPositive(norm), $"the gradient norm is {GradientNorm:R} and must be above 0"),
        .. Fault.If(GradientValue is { } value && !IsPositive(value), $"the gradient value is {GradientValue:R} and must be above 0"),
        .. Fault.If(GradientNorm is not null && GradientValue is not null, "gradients are clipped by norm and by value, of which one must do"),
        .. WeightAverage?.Faults ?? [],
        .. Fault.If(Monitor is { } monitor && !Enum.IsDefined(monitor), $"the figure {Monitor} by which epochs are compared is not known"),
        .. Fault.If(Patience < 1, $"patience is {Patience} and must be 1 or more"),
        .. Fault.If(!(MinimumDelta >= 0 && double.IsFinite(MinimumDelta)), $"the minimum delta is {MinimumDelta:R} and must be 0 or more"),
        .. Fault.If(!(ValidationShare > 0 && ValidationShare < 1), $"the validation share is {ValidationShare:R} and must lie between 0 and 1"),
    ];

    /// <summary>The learning rate of a step.</summary>
    /// <param name="position">The step.</param>
    public double LearningRateAt(TrainingPosition position) => LearningRate * Schedule.Factor(position);

    /// <summary>The recipe itself, if it can be trained by.</summary>
    /// <param name="architecture">Id of the network, for the message.</param>
    /// <exception cref="RnnOnnxException">It cannot, and the message names every setting that is wrong.</exception>
    public Recipe Checked(string architecture) =>
        Faults.ToArray() is { Length: > 0 } faults ? throw new RnnOnnxException($"recipe {Name} of {architecture}: {string.Join("; ", faults)}") : this;

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
