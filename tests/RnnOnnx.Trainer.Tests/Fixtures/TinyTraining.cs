using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Callbacks;
using TorchSharp;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Trains a network of a few hundred weights on 40 random texts: 3 steps an epoch.</summary>
internal static class TinyTraining
{
    public const int StepsPerEpoch = 3;

    private const int Steps = 8;

    public static Recipe Recipe { get; } = new() { Name = "test", Epochs = 4, BatchSize = 16, LearningRate = 1e-2 };

    /// <summary>Trains, and gives the figures and the weights that were kept, parameter after parameter.</summary>
    public static (FitResult Result, float[][] Weights) Fit(Recipe recipe, params IReadOnlyList<ITrainingCallback> callbacks) => Fit(recipe, null, callbacks);

    /// <inheritdoc cref="Fit(Recipe, IReadOnlyList{ITrainingCallback})"/>
    public static (FitResult Result, float[][] Weights) Fit(Recipe recipe, TrainingCheckpoint? checkpoint, params IReadOnlyList<ITrainingCallback> callbacks) => Fit(recipe, TrainingPrecision.Full, checkpoint, callbacks);

    /// <inheritdoc cref="Fit(Recipe, IReadOnlyList{ITrainingCallback})"/>
    public static (FitResult Result, float[][] Weights) Fit(Recipe recipe, TrainingPrecision precision, TrainingCheckpoint? checkpoint = null, params IReadOnlyList<ITrainingCallback> callbacks)
    {
        using var network = Build(recipe);
        var loop = new FitLoop(network, new Objective(ModelTask.Binary), recipe, true) { Callbacks = callbacks, Checkpoint = checkpoint, Precision = precision };
        return (loop.Fit(Texts(40, 1), Texts(16, 2), null, 1, new Silence(), default), Weights(network));
    }

    /// <summary>The training texts' labels.</summary>
    public static IReadOnlyList<int> Labels => Texts(40, 1).Labels;

    /// <summary>Trains by a teacher's answers.</summary>
    public static FitResult Fit(Recipe recipe, float[] teacherAnswers)
    {
        using var network = Build(recipe);
        return new FitLoop(network, new Objective(ModelTask.Binary), recipe, true) { TeacherAnswers = teacherAnswers }.Fit(Texts(40, 1), Texts(16, 2), null, 1, new Silence(), default);
    }

    public static float[][] Weights(Network network) => [.. network.TrainableParameters.Select(p => LayerWeights.Floats(p))];

    /// <summary>A run without network and texts, for callbacks that go by figures alone.</summary>
    public static TrainingRun Run(Recipe recipe, params IReadOnlyList<EpochFigures> epochs) =>
        new(null!, null!, recipe, StepsPerEpoch * recipe.BatchSize, recipe.Monitor ?? MonitoredFigure.Accuracy) { Epochs = epochs };

    /// <summary>Figures of an epoch, all different.</summary>
    public static EpochFigures Epoch(int number, double validationLoss = 0.4, double validationAccuracy = 0.8) =>
        new(number, 0.5 / number, 0.75 + (number / 100.0), new Figures(validationLoss, validationAccuracy), null, 1.5, StepsPerEpoch * 16);

    private static Network Build(Recipe recipe)
    {
        torch.manual_seed(1);
        return new Network([new EmbeddingConfiguration(20, 6), new SimpleRnnConfiguration(8), new DenseConfiguration(1, Activation.Sigmoid)], Steps, SequenceSide.Pre, recipe.Noise);
    }

    private static LabelledSequences Texts(int count, int seed)
    {
        var random = new Random(seed);
        var ids = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(1, Steps + 1)).Select(_ => random.Next(1, 20)).ToArray()).ToArray();
        return new LabelledSequences(ids, [.. ids.Select(t => t[^1] % 2)]);
    }

    private sealed class Silence : ITrainingProgress
    {
        public void Batch(BatchFigures figures)
        {
        }

        public void Epoch(EpochFigures figures, int epochs)
        {
        }
    }
}
