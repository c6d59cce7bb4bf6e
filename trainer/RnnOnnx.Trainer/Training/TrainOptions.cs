using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Saved;
using TorchSharp;

namespace RnnOnnx.Trainer.Training;

/// <summary>What the caller of a training run decides.</summary>
public sealed record TrainOptions
{
    /// <summary>The folder that receives the package.</summary>
    public required string Models { get; init; }

    /// <summary>The zoo's folder, which holds the results and the state of training; <see cref="Models"/> if not set.</summary>
    public string Zoo { get => field ?? Models; init; }

    /// <summary>Decides the first weights, the split and the order of the texts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Which corpus will do.</summary>
    public CorpusChoice Corpus { get; init; } = CorpusChoice.Auto;

    /// <summary>The user's own texts, which take the place of the architecture's corpus; null for that.</summary>
    public OwnCorpus? Own { get; init; }

    /// <summary>The network whose weights, words and labels training goes on from; null to begin with freshly drawn weights.</summary>
    public SavedNetwork? From { get; init; }

    /// <summary>Id of the package; null for the architecture's.</summary>
    public string? Id { get; init; }

    /// <summary>Name of the recipe; null for the document's, or the sample recipe on a sample corpus.</summary>
    public string? Recipe { get; init; }

    /// <summary>Number of epochs; null for the recipe's.</summary>
    public int? Epochs { get; init; }

    /// <summary>Number of training texts to use, for a trial run; null for all.</summary>
    public int? Texts { get; init; }

    /// <summary>Where the network is trained, <see cref="DeviceType.CPU"/> or <see cref="DeviceType.CUDA"/>.</summary>
    public DeviceType Device { get; init; } = DeviceType.CPU;

    /// <summary>In which numbers training steps are computed.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>Whether training leaves padding out where that changes nothing but the time it takes.</summary>
    public bool PaddingSkip { get; init; } = true;

    /// <summary>Whether the graph takes texts of any length; false for the plain one, which takes full rows and computes their padding.</summary>
    public bool LengthAdaptive { get; init; } = true;

    /// <summary>Where training writes logs; null for nowhere.</summary>
    public TrainingLogs? Logs { get; init; }

    /// <summary>True when the recipe is cut short, so that the figures say nothing about it.</summary>
    public bool IsTrial => Epochs is not null || Texts is not null;
}
