using RnnOnnx.Trainer.Training.Schedules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Keeps an average over the trainable weights, and puts it in their place while they are evaluated and kept.</summary>
/// <param name="average">Which.</param>
public sealed class WeightAveraging(WeightAverage average) : ITrainingCallback
{
    private TrainingRun? _run;

    // By the parameters' names; none before the average begins. During an evaluation these are the network's own weights.
    private Dictionary<string, Tensor> _averages = [];

    /// <inheritdoc/>
    public string Name => "weight-average";

    /// <inheritdoc/>
    public void Begin(TrainingRun run) => _run = run;

    /// <inheritdoc/>
    public void AfterStep(StepFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (average.Share(_run!.Position(figures.Step)) is not { } share)
        {
            return;
        }

        if (_averages.Count == 0)
        {
            StartFromWeights();
        }
        else
        {
            ForEach((mean, weight) => mean.mul_(1 - share).add_(weight, share));
        }
    }

    /// <inheritdoc/>
    public void BeforeEvaluation(int epoch) => Exchange();

    /// <inheritdoc/>
    public void AfterEvaluation(int epoch) => Exchange();

    /// <inheritdoc/>
    public void Save(BinaryWriter state) => TensorState.Write(state, _averages);

    /// <inheritdoc/>
    public void Restore(BinaryReader state)
    {
        var saved = TensorState.Read(state);
        if (saved.Count > 0)
        {
            StartFromWeights();
        }

        using var scope = NewDisposeScope();
        foreach (var (name, mean) in saved)
        {
            _averages[name].copy_(mean);
            mean.Dispose();
        }
    }

    /// <inheritdoc/>
    public void End(FitResult? result)
    {
        foreach (var mean in _averages.Values)
        {
            mean.Dispose();
        }

        _averages = [];
    }

    private void StartFromWeights()
    {
        using var scope = NewDisposeScope();
        _averages = _run!.Network.named_parameters().Where(p => p.parameter.requires_grad).ToDictionary(p => p.name, p => p.parameter.detach().clone().DetachFromDisposeScope());
    }

    private void Exchange() => ForEach((mean, weight) =>
    {
        var held = weight.clone();
        weight.copy_(mean);
        mean.copy_(held);
    });

    private void ForEach(Action<Tensor, Tensor> change)
    {
        if (_averages.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (name, weight) in _run!.Network.named_parameters().Where(p => p.parameter.requires_grad))
        {
            change(_averages[name], weight);
        }
    }
}
