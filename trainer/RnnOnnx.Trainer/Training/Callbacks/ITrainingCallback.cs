namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Takes part in training beside the steps themselves: sets the learning rate, averages weights, writes a log, asks for a stop.</summary>
/// <remarks>
/// The order of calls: <see cref="Begin"/>; in every epoch <see cref="BeforeStep"/> and <see cref="AfterStep"/> around each step, then
/// <see cref="BeforeEvaluation"/>, the evaluation, <see cref="AfterEvaluation"/> and <see cref="AfterEpoch"/>, then <see cref="Save"/> for the
/// checkpoint; <see cref="End"/> at last. Training that goes on from a checkpoint calls <see cref="Restore"/> after <see cref="Begin"/>, and then the
/// epochs that are left. What a callback does must follow from what it is told and what it saves, or a run that was killed would end with other weights.
/// An object is of one run; its members do nothing where a callback leaves them out.
/// </remarks>
public interface ITrainingCallback
{
    /// <summary>Names the callback's part of a checkpoint; unlike all others of the run.</summary>
    string Name { get; }

    /// <summary>Training begins, with the weights and the learning rate of the beginning even where it goes on from a checkpoint.</summary>
    /// <param name="run">The run; it stays valid to its end.</param>
    void Begin(TrainingRun run)
    {
    }

    /// <summary>The gradients are there (clipped, if the recipe says so), and the optimizer is about to use them: the time to set <see cref="TrainingRun.LearningRate"/>.</summary>
    /// <param name="step">Number of the step in the whole run, from 1.</param>
    void BeforeStep(int step)
    {
    }

    /// <summary>The optimizer has changed the weights.</summary>
    void AfterStep(StepFigures figures)
    {
    }

    /// <summary>An epoch's steps are done and its weights are about to be evaluated and, if best, kept: the time to put others in their place.</summary>
    /// <param name="epoch">From 1.</param>
    void BeforeEvaluation(int epoch)
    {
    }

    /// <summary>The evaluation is over: the time to put the weights back with which training goes on.</summary>
    /// <param name="epoch">From 1.</param>
    void AfterEvaluation(int epoch)
    {
    }

    /// <summary>An epoch is done: the time for <see cref="TrainingRun.Stop"/>.</summary>
    /// <param name="figures">What it gave.</param>
    /// <param name="isBest">Whether its weights are now those that are kept.</param>
    void AfterEpoch(EpochFigures figures, bool isBest)
    {
    }

    /// <summary>Writes all that the epochs to come depend on.</summary>
    void Save(BinaryWriter state)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote in the process that was ended.</summary>
    void Restore(BinaryReader state)
    {
    }

    /// <summary>Training is over: the time to close files and to free tensors. Called also when <see cref="Begin"/> or anything later failed.</summary>
    /// <param name="result">What it gave; null if it was broken off.</param>
    void End(FitResult? result)
    {
    }
}
