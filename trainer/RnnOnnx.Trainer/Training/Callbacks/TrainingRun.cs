using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Layers;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>A training run as its callbacks see it.</summary>
/// <param name="network">The network.</param>
/// <param name="optimizer">The optimizer of its trainable parameters.</param>
/// <param name="recipe">How it is trained.</param>
/// <param name="texts">Texts of an epoch.</param>
public sealed class TrainingRun(Network network, optim.Optimizer optimizer, Recipe recipe, int texts)
{
    /// <summary>The network, whose weights a callback may change.</summary>
    public Network Network => network;

    /// <summary>The recipe.</summary>
    public Recipe Recipe => recipe;

    /// <summary>Texts of an epoch.</summary>
    public int Texts => texts;

    /// <summary>Steps of an epoch; the last may be of fewer texts.</summary>
    public int StepsPerEpoch => (texts + recipe.BatchSize - 1) / recipe.BatchSize;

    /// <summary>Figures of the epochs that are done, in order; in <see cref="ITrainingCallback.Begin"/> those of the checkpoint from which training goes on.</summary>
    public IReadOnlyList<EpochFigures> Epochs { get; internal set; } = [];

    /// <summary>The learning rate of the next step.</summary>
    public double LearningRate
    {
        get => optimizer.ParamGroups.First().LearningRate;
        set
        {
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = value;
            }
        }
    }

    /// <summary>Why training ends after the epoch in hand; null if nobody has asked for it.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Asks that training ends after the epoch in hand.</summary>
    /// <param name="reason">Why, for the user; the first of several is told.</param>
    public void Stop(string reason) => StopReason ??= reason;
}
