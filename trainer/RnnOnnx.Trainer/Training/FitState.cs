using RnnOnnx.Trainer.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Training;

/// <summary>How far a fit has come: the figures of its epochs and the weights of the best one. Weights that training leaves alone are no part of it.</summary>
/// <param name="network">The network that is trained.</param>
internal sealed class FitState(Network network) : IDisposable
{
    private readonly List<EpochFigures> _epochs = [];
    private Dictionary<string, Tensor> _best = [];

    public IReadOnlyList<EpochFigures> Epochs => [.. _epochs];

    /// <summary>From 1; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    public Figures? Best => BestEpoch == 0 ? null : _epochs[BestEpoch - 1].Validation;

    /// <summary>Adds an epoch; if it is the best, the network's weights as they are now are kept.</summary>
    public void Add(EpochFigures figures, bool isBest)
    {
        _epochs.Add(figures);
        if (isBest)
        {
            BestEpoch = figures.Epoch;
            Release();
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            _best = Trainable().ToDictionary(p => p.Key, p => p.Value.detach().clone().DetachFromDisposeScope());
        }
    }

    /// <summary>Gives the network the weights of the best epoch.</summary>
    public void PutBestInPlace() => Put(_best);

    /// <summary>Writes the figures; <see cref="RestoreFigures"/> reads them.</summary>
    public void SaveFigures(BinaryWriter state)
    {
        state.Write(_epochs.Count);
        foreach (var epoch in _epochs)
        {
            state.Write(epoch.Epoch);
            state.Write(epoch.Loss);
            state.Write(epoch.Accuracy);
            Save(state, epoch.Validation);
            state.Write(epoch.Test is not null);
            if (epoch.Test is { } test)
            {
                Save(state, test);
            }

            state.Write(epoch.Seconds);
            state.Write(epoch.Texts);
        }

        state.Write(BestEpoch);
    }

    public void RestoreFigures(BinaryReader state)
    {
        _epochs.Clear();
        for (var left = state.ReadInt32(); left > 0; left--)
        {
            _epochs.Add(new EpochFigures(
                state.ReadInt32(), state.ReadDouble(), state.ReadDouble(), RestoreOne(state), state.ReadBoolean() ? RestoreOne(state) : null, state.ReadDouble(), state.ReadInt32()));
        }

        BestEpoch = state.ReadInt32();
    }

    /// <summary>Writes the weights, the network's own and those of the best epoch; <see cref="RestoreWeights"/> reads them.</summary>
    public void SaveWeights(BinaryWriter state)
    {
        TensorState.Write(state, Trainable());
        TensorState.Write(state, _best);
    }

    public void RestoreWeights(BinaryReader state)
    {
        var own = TensorState.Read(state);
        try
        {
            Put(own);
        }
        finally
        {
            Release(own);
        }

        Release();
        _best = TensorState.Read(state);
    }

    public void Dispose() => Release();

    private static void Save(BinaryWriter state, Figures figures)
    {
        state.Write(figures.Loss);
        state.Write(figures.Accuracy);
        state.Write(figures.StepAccuracy is not null);
        if (figures.StepAccuracy is { } steps)
        {
            state.Write(steps);
        }
    }

    private static Figures RestoreOne(BinaryReader state) =>
        new(state.ReadDouble(), state.ReadDouble()) { StepAccuracy = state.ReadBoolean() ? state.ReadDouble() : null };

    private Dictionary<string, Tensor> Trainable() =>
        network.named_parameters().Where(p => p.parameter.requires_grad).ToDictionary(p => p.name, p => (Tensor)p.parameter);

    private void Put(Dictionary<string, Tensor> weights)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (name, parameter) in Trainable())
        {
            parameter.copy_(weights[name]);
        }
    }

    private void Release()
    {
        Release(_best);
        _best = [];
    }

    private static void Release(Dictionary<string, Tensor> weights)
    {
        foreach (var tensor in weights.Values)
        {
            tensor.Dispose();
        }
    }
}
