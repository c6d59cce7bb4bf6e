using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Layers;
using TorchSharp;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Networks of the registry with seeded weights that give scores apart from each other.</summary>
internal static class RandomNetworks
{
    // Weights as drawn give scores close to one half. Recurrent kernels stay as they are: stronger ones make a SimpleRNN
    // chaotic, and rounding alone then decides its scores. One recurrent layer upon another multiplies what rounding does:
    // with 5, what an AMD processor's kernels make of two padding steps came to 1.5e-5 after 498 more.
    public static Network Of(Architecture architecture, long seed = 11)
    {
        torch.manual_seed(seed);
        var network = architecture.Build();
        var factor = architecture.Layers.OfType<RecurrentConfiguration>().Skip(1).Any() ? 3 : 5;
        using var _ = torch.no_grad();
        foreach (var (_, parameter) in network.named_parameters().Where(p => !p.name.Contains("weight_hh", StringComparison.Ordinal)))
        {
            parameter.mul_(factor);
        }

        return network;
    }
}
