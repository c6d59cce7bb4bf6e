using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Training;

/// <summary>Makes the packages of one kind of architecture.</summary>
public interface IArchitectureTrainer
{
    /// <summary>Whether an architecture is of this kind.</summary>
    bool Makes(Architecture architecture);

    /// <summary>A hash of all that decides the package's contents, found without training anything.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="options">What the caller decides.</param>
    /// <exception cref="RnnOnnxException">Something that the package is made of is missing or damaged.</exception>
    string Fingerprint(Architecture architecture, TrainOptions options);

    /// <summary>Makes the package. The run's checkpoint stays: <see cref="TrainingCheckpoint.Delete"/> ends the run once its figures are recorded too.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="cancellation">Stops at the next opportunity, and leaves no package; the next call goes on after the last epoch that was finished.</param>
    /// <exception cref="RnnOnnxException">The corpus, the recipe or the export failed; the message says how.</exception>
    TrainedModel Train(Architecture architecture, TrainOptions options, CancellationToken cancellation);
}
