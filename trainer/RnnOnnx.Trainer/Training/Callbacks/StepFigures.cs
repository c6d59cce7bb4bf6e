namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>What one step of the optimizer gave.</summary>
/// <param name="Step">Number of the step in the whole run, from 1.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean loss of the batch, before the step.</param>
/// <param name="Accuracy">Accuracy on the batch, before the step.</param>
/// <param name="GradientNorm">Length of all gradients together, before they were clipped; null where the recipe does not clip, for then nobody has measured it.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
public sealed record StepFigures(int Step, int Epoch, double Loss, double Accuracy, double? GradientNorm, double LearningRate);
