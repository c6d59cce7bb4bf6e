using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Training;

/// <summary>A network whose training is over, and all that its package tells of it.</summary>
/// <param name="Architecture">What it is.</param>
/// <param name="Options">What the caller decided.</param>
/// <param name="Recipe">How it was trained.</param>
/// <param name="Fingerprint">The hash of all that decides the package's contents.</param>
/// <param name="Texts">What it was trained on, and what was kept back.</param>
/// <param name="Network">The network, with the weights that are kept.</param>
/// <param name="Loop">Evaluates it.</param>
/// <param name="Fit">The figures of its epochs.</param>
internal sealed record TrainedNetwork(Architecture Architecture, TrainOptions Options, Recipe Recipe, string Fingerprint, PreparedTexts Texts, Network Network, FitLoop Loop, FitResult Fit)
{
    /// <summary>Which epoch's weights they are, and why.</summary>
    public string KeptEpoch => Recipe.KeepsBest ? $"epoch {Fit.BestEpoch}, chosen by validation {(Loop.Monitor == MonitoredFigure.Loss ? "loss" : "accuracy")}" : $"epoch {Fit.BestEpoch}, the last";
}
