using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Biases that decide how long gated layers remember (chrono initialization).</summary>
public sealed class LongestMemoryTests
{
    private const int Units = 400;
    private const int Longest = 50;

    [Fact]
    public void An_lstm_forgets_and_reads_in_1_of_so_many_steps()
    {
        var (before, after) = Biases(new LstmConfiguration(Units));
        var (read, forget) = (after[0], after[1]); // torch's order is i, f, g, o
        ShouldRemember(forget);
        read.Should().Equal(forget.Select(bias => -bias), "a unit that keeps its cell for n steps adds 1/n of each");
        after[2..].Should().BeEquivalentTo(before[2..], "candidate and output gate have nothing to do with memory");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_gru_updates_in_1_of_so_many_steps(bool resetAfter)
    {
        var (before, after) = Biases(new GruConfiguration(Units) { ResetAfter = resetAfter });
        ShouldRemember(after[1]); // torch's order is r, z, n
        after[0].Should().Equal(before[0]);
        after[2].Should().Equal(before[2]);
    }

    [Fact]
    public void Both_directions_remember()
    {
        var (_, after) = Biases(new BidirectionalConfiguration(new LstmConfiguration(Units)));
        ShouldRemember(after[1]);
        ShouldRemember(after[5]);
        after[5].Should().NotEqual(after[1]);
    }

    [Fact]
    public void A_unit_that_nothing_enters_holds_its_cell_for_that_long()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var layer = new GruConfiguration(Units) { ResetAfter = true }.BuildRecurrent(new LayerShape(Longest, 1));
        layer.RememberFor(Longest);
        using (no_grad())
        {
            foreach (var (name, parameter) in layer.named_parameters().Where(p => p.name.Contains("weight", StringComparison.Ordinal)))
            {
                parameter.zero_();
            }
        }

        // With no weights, a state of 1 decays by the update gate alone. Without a step that sets it, the gate's own value is looked at.
        var gate = Bias(layer)[1].Select(bias => 1 / (1 + Math.Exp(-bias))).ToArray();
        Math.Pow(gate.Max(), Longest).Should().BeApproximately(Math.Exp(-1), 0.03, "the slowest unit keeps 1/e of its state over the longest memory");
    }

    private static void ShouldRemember(float[] biases)
    {
        // A gate of sigmoid(b) keeps its state for 1 / (1 - sigmoid(b)) = 1 + exp(b) steps.
        var steps = biases.Select(bias => 1 + Math.Exp(bias)).ToArray();
        steps.Should().OnlyContain(s => s >= 2 - 1e-5 && s <= Longest + 1e-3);
        steps.Average().Should().BeApproximately((2 + Longest) / 2.0, 3, "memories are spread evenly over the numbers of steps");
        steps.Max().Should().BeGreaterThan(Longest - 2);
        steps.Min().Should().BeLessThan(4);
    }

    private static (float[][] Before, float[][] After) Biases(LayerConfiguration configuration)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var network = new Network([new EmbeddingConfiguration(9, 2), configuration, new DenseConfiguration(1, Activation.Sigmoid)], 6, SequenceSide.Pre);
        var before = Bias(network.Layers[1]);
        network.RememberFor(Longest);
        return (before, Bias(network.Layers[1]));
    }

    private static float[][] Bias(Layer layer) =>
        [.. layer.Weights.Where(w => w.Name.EndsWith("bias_ih_l0", StringComparison.Ordinal)).SelectMany(w => LayerWeights.Floats(w.Parameter).Chunk(Units))];
}
