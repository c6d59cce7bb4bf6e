using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Schedules;

namespace RnnOnnx.Trainer.Architectures;

/// <summary>How a network is trained. A user may set every property but the name in the configuration, within its range.</summary>
public sealed record Recipe
{
    /// <summary>Name of the recipe that gives a network its best figures, where one is known that departs from the document's.</summary>
    public const string Best = "best";

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

    /// <summary>Share of a text's words that training leaves out, others in every epoch (Iyyer et al., <i>Deep Unordered Composition Rivals
    /// Syntactic Methods for Text Classification</i>, 2015).</summary>
    public double WordDropout { get; init; }

    /// <summary>The steps over which the units of gated layers remember before training, from few to this many (chrono initialization;
    /// Tallec and Ollivier, <i>Can recurrent neural networks warp time?</i>, 2018); null for the layers' own biases.</summary>
    public int? LongestMemory { get; init; }

    /// <summary>Share of the numbers that the embedding gives which are dropped in training, each by itself.</summary>
    public double EmbeddingDropout { get; init; }

    /// <summary>Share of the embedding's features which are dropped in training, each for all steps of a text: Keras' SpatialDropout1D.</summary>
    public double EmbeddingFeatureDropout { get; init; }

    /// <summary>Length by which adversarial training moves a text's embedded words, in root mean square lengths of a word's vector, where they mislead the network most (Miyato et al.,
    /// <i>Adversarial Training Methods for Semi-Supervised Text Classification</i>, 2017): a step then learns from the texts as they are and as moved. 0 for none.</summary>
    public double AdversarialNorm { get; init; }

    /// <summary>Share of what reaches the last Dense layer that is dropped in training.</summary>
    public double LastDropout { get; init; }

    /// <summary>Each step takes this, times the learning rate, as a share away from every kernel and trained embedding: decoupled weight decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Factor of the embedding's sum of squares in what training makes small, as Keras' L2 regularizer; figures of the loss leave it out.</summary>
    public double EmbeddingPenalty { get; init; }

    /// <summary>Share of the certainty that training takes from the right label and spreads over all of them; 0 for the labels as they are.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Share that the answers of a teacher have in the labels of a network of two labels: a linear model over n-grams that was fitted to other training texts
    /// (distillation; Hinton et al., <i>Distilling the Knowledge in a Neural Network</i>, 2015). 0 for none.</summary>
    public double TeacherShare { get; init; }

    /// <summary>What the embedding holds before training.</summary>
    public InitialEmbedding InitialEmbedding { get; init; }

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
        ["word_dropout"] = $"{WordDropout:R}",
        ["longest_memory"] = LongestMemory is { } steps ? $"{steps}" : "the layers'",
        ["embedding_dropout"] = $"{EmbeddingDropout:R}",
        ["embedding_feature_dropout"] = $"{EmbeddingFeatureDropout:R}",
        ["adversarial_norm"] = $"{AdversarialNorm:R}",
        ["last_dropout"] = $"{LastDropout:R}",
        ["weight_decay"] = $"{WeightDecay:R}",
        ["embedding_penalty"] = $"{EmbeddingPenalty:R}",
        ["label_smoothing"] = $"{LabelSmoothing:R}",
        ["teacher_share"] = $"{TeacherShare:R}",
        ["initial_embedding"] = InitialEmbedding == InitialEmbedding.OwnVectors ? "own vectors" : "uniform",
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
        .. Fault.If(!IsShare(WordDropout), $"the word dropout is {WordDropout:R} and must lie between 0 and below 1"),
        .. Fault.If(LongestMemory < 3, $"the longest memory is {LongestMemory} steps and must be 3 or more"),
        .. Fault.If(!IsShare(EmbeddingDropout), $"the embedding dropout is {EmbeddingDropout:R} and must lie between 0 and below 1"),
        .. Fault.If(!IsShare(EmbeddingFeatureDropout), $"the embedding feature dropout is {EmbeddingFeatureDropout:R} and must lie between 0 and below 1"),
        .. Fault.If(!(AdversarialNorm >= 0 && double.IsFinite(AdversarialNorm)), $"the adversarial norm is {AdversarialNorm:R} and must be 0 or more"),
        .. Fault.If(!IsShare(LastDropout), $"the last dropout is {LastDropout:R} and must lie between 0 and below 1"),
        .. Fault.If(!(WeightDecay >= 0 && double.IsFinite(WeightDecay)), $"the weight decay is {WeightDecay:R} and must be 0 or more"),
        .. Fault.If(!(EmbeddingPenalty >= 0 && double.IsFinite(EmbeddingPenalty)), $"the embedding penalty is {EmbeddingPenalty:R} and must be 0 or more"),
        .. Fault.If(!IsShare(LabelSmoothing), $"the label smoothing is {LabelSmoothing:R} and must lie between 0 and below 1"),
        .. Fault.If(!(TeacherShare >= 0 && TeacherShare <= 1), $"the teacher's share is {TeacherShare:R} and must lie between 0 and 1"),
        .. Fault.If(!Enum.IsDefined(InitialEmbedding), $"the initial embedding {InitialEmbedding} is not known"),
        .. Fault.If(!(ValidationShare > 0 && ValidationShare < 1), $"the validation share is {ValidationShare:R} and must lie between 0 and 1"),
    ];

    /// <summary>The learning rate of a step.</summary>
    /// <param name="position">The step.</param>
    public double LearningRateAt(TrainingPosition position) => LearningRate * Schedule.Factor(position);

    /// <summary>What disturbs training beside the network's own dropout; null for nothing.</summary>
    public TrainingNoise? Noise => EmbeddingDropout > 0 || EmbeddingFeatureDropout > 0 || LastDropout > 0 || AdversarialNorm > 0 ? new(EmbeddingDropout, EmbeddingFeatureDropout, LastDropout, AdversarialNorm) : null;

    /// <summary>What is wrong with the settings for a network: <see cref="Faults"/>, and settings of an embedding that it does not have.</summary>
    /// <param name="architecture">The network.</param>
    public IEnumerable<string> FaultsFor(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var first = architecture.Layers is [var layer, ..] ? layer : null;
        return
        [
            .. Faults,
            .. Fault.If((EmbeddingDropout > 0 || EmbeddingFeatureDropout > 0) && first is not (EmbeddingConfiguration or WordVectorsConfiguration), $"dropout of an embedding is asked for, and {architecture.Id} has none"),
            .. Fault.If(TeacherShare > 0 && architecture.Task != ModelTask.Binary, $"a teacher tells two labels apart, and {architecture.Id} has others"),
            .. Fault.If(WordDropout > 0 && architecture.Task == ModelTask.Generation, $"words are to be left out, and {architecture.Id} learns to write whole texts"),
            .. Fault.If(AdversarialNorm > 0 && first is not (EmbeddingConfiguration or WordVectorsConfiguration), $"adversarial training moves embedded words, and {architecture.Id} embeds none"),
            .. Fault.If(LongestMemory is not null && !architecture.Layers.Any(IsGated), $"a longest memory is asked for, and {architecture.Id} has no LSTM and no GRU"),
            .. Fault.If((EmbeddingPenalty > 0 || InitialEmbedding != InitialEmbedding.Uniform) && first is not EmbeddingConfiguration { Trainable: true }, $"an embedding's penalty or initial vectors are asked for, and {architecture.Id} trains none"),
        ];
    }

    /// <summary>The recipe itself, if a network can be trained by it.</summary>
    /// <param name="architecture">The network.</param>
    /// <exception cref="RnnOnnxException">It cannot, and the message names every setting that is wrong.</exception>
    public Recipe Checked(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return FaultsFor(architecture).ToArray() is { Length: > 0 } faults ? throw new RnnOnnxException($"recipe {Name} of {architecture.Id}: {string.Join("; ", faults)}") : this;
    }

    private static bool IsGated(LayerConfiguration layer) => layer is LstmConfiguration or GruConfiguration or BidirectionalConfiguration { Layer: LstmConfiguration or GruConfiguration };

    private static bool IsShare(double value) => value >= 0 && value < 1;

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
