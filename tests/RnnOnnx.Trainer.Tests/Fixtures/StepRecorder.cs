using RnnOnnx.Trainer.Training.Callbacks;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Keeps the gradients before every step and the weights after it.</summary>
internal sealed class StepRecorder : ITrainingCallback
{
    private TrainingRun? _run;

    public string Name => "step-recorder";

    public float[][] First { get; private set; } = [];

    public List<float[][]> Gradients { get; } = [];

    public List<float[][]> Weights { get; } = [];

    public void Begin(TrainingRun run)
    {
        _run = run;
        First = TinyTraining.Weights(run.Network);
    }

    public void BeforeStep(int step) => Gradients.Add([.. _run!.Network.TrainableParameters.Select(p => LayerWeights.Floats(p.grad!))]);

    public void AfterStep(StepFigures figures) => Weights.Add(TinyTraining.Weights(_run!.Network));
}
