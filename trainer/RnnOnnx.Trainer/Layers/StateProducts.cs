using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Layers;

/// <summary>The products of a recurrent kernel with the state, by groups of gates; with recurrent dropout each gate sees a state of its own.</summary>
/// <remarks>Kernels are cut once for all steps: a cut inside the loop would pay for a gradient of the whole's size in every step.</remarks>
internal sealed class StateProducts
{
    private readonly Tensor? _bias;
    private readonly Tensor[] _kernels;
    private readonly Tensor[]? _masks;

    /// <summary>Prepares the products.</summary>
    /// <param name="kernel"><c>[gates · units, units]</c>.</param>
    /// <param name="bias">The kernel's own bias, <c>[gates · units]</c>; null where there is none, and with several groups.</param>
    /// <param name="groups">Gates in each group, in the kernel's order.</param>
    /// <param name="masks">What each gate sees of the state, <c>[gates, texts, units]</c>; null for all of it.</param>
    public StateProducts(Tensor kernel, Tensor? bias, int[] groups, Tensor? masks)
    {
        _bias = bias;
        var units = kernel.shape[1];
        var parts = groups.Length == 1 ? [kernel] : kernel.split([.. groups.Select(g => g * units)], 0);
        _kernels = masks is null
            ? [.. parts.Select(p => p.t())]
            : [.. parts.Select((p, i) => p.reshape(groups[i], units, units).transpose(1, 2))];
        _masks = masks?.split([.. groups.Select(g => (long)g)], 0);
    }

    /// <summary>Adds a group's products to its sums: <c>[rows, gates of the group · units]</c>.</summary>
    /// <param name="group">The group's number.</param>
    /// <param name="sums">What the gates have from the input.</param>
    /// <param name="hidden">The state, <c>[rows, units]</c>; its rows are the first of the masks' texts.</param>
    public Tensor AddTo(Tensor sums, Tensor hidden, int group = 0) =>
        _masks is null ? addmm(sums, hidden, _kernels[group], 1, 1) : sums + Masked(hidden, group);

    /// <summary>The only group's products with the kernel's own bias.</summary>
    /// <param name="hidden">The state, <c>[rows, units]</c>.</param>
    public Tensor Of(Tensor hidden) =>
        _masks is null ? addmm(_bias!, hidden, _kernels[0], 1, 1) : Masked(hidden, 0) + _bias!;

    private Tensor Masked(Tensor hidden, int group)
    {
        var seen = hidden.unsqueeze(0) * _masks![group].narrow(1, 0, hidden.shape[0]);
        return bmm(seen, _kernels[group]).transpose(0, 1).reshape(hidden.shape[0], -1);
    }
}
