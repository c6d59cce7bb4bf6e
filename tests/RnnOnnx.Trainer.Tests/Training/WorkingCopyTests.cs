using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>Mixed precision; the CPU computes it too, only slowly.</summary>
public sealed class WorkingCopyTests
{
    public static TheoryData<string> Ids => [.. ArchitectureRegistry.All.Where(a => a.Layers.Count > 0).Select(a => a.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_copy_s_gradients_are_the_network_s_as_far_as_eight_bits_go(string id)
    {
        var architecture = ArchitectureRegistry.Find(id);
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Of(architecture);
        foreach (var layer in network.Layers)
        {
            LayerWeights.Fill(layer);
        }

        if (network.Layers[0] is WordVectorsLayer vectors)
        {
            vectors.SetTable(Waves.Of(SmallNetworks.Vocabulary * (int)vectors.OutputShape.Features!.Value, 1));
        }

        using var copy = new WorkingCopy(network);
        copy.Network.TrainableParameters.Should().OnlyContain(p => p.dtype == ScalarType.BFloat16).And.HaveSameCount(network.TrainableParameters);

        // Dropout would draw other numbers for other types.
        network.eval();
        copy.Network.eval();
        var own = Gradient(network, architecture);
        network.zero_grad();
        Gradient(copy.Network, architecture);
        copy.GiveGradients();
        network.TrainableParameters.Should().OnlyContain(p => p.grad!.dtype == ScalarType.Float32);
        copy.Network.TrainableParameters.Should().OnlyContain(p => Equals(p.grad, null), "the next step's must not be added to them");
        var mixed = Read(network);
        mixed.Should().NotEqual(own, "they were computed in other numbers");
        (Product(mixed, own) / Math.Sqrt(Product(mixed, mixed) * Product(own, own))).Should().BeGreaterThan(0.98, "a step goes nearly where it would go in 32 bits");
        Math.Sqrt(Product(mixed, mixed) / Product(own, own)).Should().BeApproximately(1, 0.05, "and as far");
    }

    [Fact]
    public void A_network_learns_with_it_and_keeps_its_own_weights_in_32_bits()
    {
        var recipe = TinyTraining.Recipe with { Epochs = 6 };
        var (full, mixed) = (TinyTraining.Fit(recipe), TinyTraining.Fit(recipe, TrainingPrecision.Mixed));
        mixed.Result.Epochs[^1].Loss.Should().BeLessThan(mixed.Result.Epochs[0].Loss);
        mixed.Result.Epochs[^1].Loss.Should().BeApproximately(full.Result.Epochs[^1].Loss, 0.02).And.NotBe(full.Result.Epochs[^1].Loss, "steps were computed in other numbers");
        mixed.Weights.SelectMany(w => w).Should().Contain(w => BitConverter.SingleToUInt32Bits(w) << 16 != 0, "a weight of 8 bits would forget small steps");
        TinyTraining.Fit(recipe, TrainingPrecision.Mixed).Weights.SelectMany(w => w).Should().Equal(mixed.Weights.SelectMany(w => w), "the same seed gives the same weights");
    }

    // All labels are the same, so that the texts' gradients do not cancel each other.
    private static float[] Gradient(Network network, Architecture architecture)
    {
        var objective = new Objective(architecture.Task);
        var batch = Batch.Create(new([[1, 2, 3], [4, 5], [6, 7, 8, 9, 1, 2, 3, 4], [5, 4]], [1, 1, 1, 1]), [0, 1, 2, 3], SmallNetworks.Steps, network.Layout(dropsAtRandom: true));
        var logits = network.call(batch.Input).to_type(ScalarType.Float32);
        objective.Loss(objective.IsOfNextIds ? logits.select(1, 0) : logits, batch.Labels).backward();
        return Read(network);
    }

    private static float[] Read(Network network) => [.. network.TrainableParameters.SelectMany(p => LayerWeights.Floats(p.grad!.to_type(ScalarType.Float32)))];

    private static double Product(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
