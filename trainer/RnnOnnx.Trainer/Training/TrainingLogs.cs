using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Training.Callbacks;

namespace RnnOnnx.Trainer.Training;

/// <summary>Logs of training runs: for each a folder <c>ID-RECIPE-seedN</c> with a table of its epochs and files for TensorBoard.</summary>
/// <param name="Folder">The folder of all runs, for <c>tensorboard --logdir</c>.</param>
public sealed record TrainingLogs(string Folder)
{
    /// <summary>The clock of the records.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The callbacks that write a run's logs.</summary>
    /// <param name="id">Id of its package.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="seed">Its seed.</param>
    public IReadOnlyList<ITrainingCallback> Of(string id, Recipe recipe, int seed)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var folder = Path.Combine(Folder, $"{id}-{recipe.Name}-seed{seed}");
        return [new HistoryTable(folder), new TensorBoardLog(folder, Time)];
    }
}
