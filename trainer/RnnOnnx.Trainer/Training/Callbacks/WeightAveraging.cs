using System.Runtime.InteropServices;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Training.Schedules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>Keeps an average over the trainable weights, and puts it in their place while they are evaluated and kept.</summary>
/// <param name="average">Which.</param>
public sealed class WeightAveraging(WeightAverage average) : ITrainingCallback
{
    private TrainingRun? _run;

    // One per trainable parameter, in their order; none before the average begins. During an evaluation these are the network's own weights.
    private Tensor[] _averages = [];

    /// <inheritdoc/>
    public string Name => "weight-average";

    private Parameter[] Weights => [.. _run!.Network.TrainableParameters];

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

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        if (_averages.Length == 0)
        {
            _averages = Copies();
            return;
        }

        foreach (var (mean, weight) in _averages.Zip(Weights))
        {
            mean.mul_(1 - share).add_(weight, share);
        }
    }

    /// <inheritdoc/>
    public void BeforeEvaluation(int epoch) => Exchange();

    /// <inheritdoc/>
    public void AfterEvaluation(int epoch) => Exchange();

    /// <inheritdoc/>
    public void Save(BinaryWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Write(_averages.Length);
        foreach (var mean in _averages)
        {
            state.Write(MemoryMarshal.AsBytes<float>(NetworkGraph.Floats(mean)));
        }
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.ReadInt32() == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        _averages = Copies();
        foreach (var mean in _averages)
        {
            var values = new float[mean.numel()];
            state.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            mean.copy_(tensor(values, mean.shape));
        }
    }

    /// <inheritdoc/>
    public void End(FitResult? result)
    {
        foreach (var mean in _averages)
        {
            mean.Dispose();
        }

        _averages = [];
    }

    private Tensor[] Copies()
    {
        return [.. Weights.Select(weight => weight.detach().clone().DetachFromDisposeScope())];
    }

    private void Exchange()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (mean, weight) in _averages.Zip(Weights))
        {
            var held = weight.clone();
            weight.copy_(mean);
            mean.copy_(held);
        }
    }
}
