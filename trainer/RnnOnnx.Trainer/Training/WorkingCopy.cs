using RnnOnnx.Trainer.Layers;
using TorchSharp;
using TorchSharp.Modules;

namespace RnnOnnx.Trainer.Training;

/// <summary>
/// Mixed precision with master weights (Micikevicius et al., <i>Mixed Precision Training</i>, 2018): a copy of the network in bfloat16 computes the gradients of a step, which the
/// optimizer applies to the network's own float32 weights. bfloat16 has float32's range, so the loss needs no scaling.
/// </summary>
/// <remarks>TorchSharp has no autocast, and its recurrent modules compute in the type of their own weights: a whole copy is what lets cuDNN work in bfloat16.</remarks>
internal sealed class WorkingCopy : IDisposable
{
    private readonly (Parameter Own, Parameter Copy)[] _pairs;

    /// <summary>Copies a network.</summary>
    public WorkingCopy(Network network)
    {
        Network = network.WithType(torch.ScalarType.BFloat16);
        _pairs = [.. network.parameters().Zip(Network.parameters())];
        Take(_pairs);
    }

    /// <summary>The copy.</summary>
    public Network Network { get; }

    /// <summary>Brings the copy up to the network's weights.</summary>
    public void TakeWeights() => Take(_pairs.Where(pair => pair.Own.requires_grad));

    /// <summary>Gives the network the gradients of the copy, which loses them.</summary>
    public void GiveGradients()
    {
        using var noGradients = torch.no_grad();
        foreach (var (own, copy) in _pairs)
        {
            own.grad = copy.grad?.to_type(torch.ScalarType.Float32);
            copy.grad = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private static void Take(IEnumerable<(Parameter Own, Parameter Copy)> pairs)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        foreach (var (own, copy) in pairs)
        {
            copy.copy_(own);
        }
    }
}
