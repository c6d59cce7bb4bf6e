using FluentAssertions;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Layers that are no recurrent ones, with closed-form weights, against a formula in double precision: outputs, gradients and graph.</summary>
internal static class LayerTrial
{
    /// <summary>Checks one or two layers on a batch of sequences.</summary>
    /// <param name="layers">The layers, in order.</param>
    /// <param name="input">What the first one takes, for one text.</param>
    /// <param name="batch">Number of texts.</param>
    /// <param name="formula">The outputs from the weights that count, in their order, and the inputs, all row by row.</param>
    public static void Check(IReadOnlyList<Layer> layers, LayerShape input, int batch, Func<float[][], float[], double[]> formula)
    {
        using var scope = NewDisposeScope();
        foreach (var layer in layers)
        {
            LayerWeights.Fill(layer);
        }

        var counted = layers.SelectMany(l => l.CountedParameters).ToArray();
        var weights = Array.ConvertAll(counted, p => LayerWeights.Floats(p));
        long[] shape = [batch, input.Steps!.Value, input.Features!.Value];
        var values = Waves.Of((int)(shape[0] * shape[1] * shape[2]), 9);
        var leaf = nn.Parameter(tensor(values, shape));
        var current = new Activations(leaf, StepLayout.Padded(shape[1], batch));
        foreach (var layer in layers)
        {
            current = layer.call(current);
        }

        var outputs = current.Values;
        long[] expectedShape = layers[^1].OutputShape is { Steps: { } steps } sequence ? [batch, steps, sequence.Features!.Value] : [batch, layers[^1].OutputShape.Features!.Value];
        outputs.shape.Should().Equal(expectedShape, "the shape in a model's summary must be the true one");
        LayerWeights.Floats(outputs).ShouldBeClose(formula(weights, values), 2e-6, "a layer that computes something else than its name says gives models that nobody can reproduce");
        var (graph, graphShape) = OnnxRun.Run(LayerGraph.Of(input, layers), (LayerGraph.InputName, OnnxRun.Floats(values, shape)))[LayerGraph.OutputName];
        graphShape.Should().Equal(expectedShape);
        graph.ShouldBeClose(LayerWeights.Floats(outputs), 1e-6, "a package must give the trained model's numbers");

        var shares = Waves.Of((int)outputs.numel(), 3);
        (outputs.flatten() * tensor(shares)).sum().backward();
        double Loss() => formula(weights, values).Zip(shares, (output, share) => output * share).Sum();
        FiniteDifferences.Check(Loss, values, LayerWeights.Floats(leaf.grad!), "inputs");
        for (var i = 0; i < counted.Length; i++)
        {
            FiniteDifferences.Check(Loss, weights[i], LayerWeights.Floats(counted[i].grad!), $"weight {i}");
        }
    }
}
