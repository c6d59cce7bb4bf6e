using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Studies;

/// <summary>
/// How long gradients are: those of the loss with respect to each step that a network reads (Hochreiter, 1991; Bengio, Simard and Frasconi, 1994: how far
/// back a network can learn), and that of a batch with respect to all its weights (Pascanu, Mikolov and Bengio, 2013: whether it explodes).
/// </summary>
public static class GradientNorms
{
    private const int Rows = 50;

    /// <summary>Whether the last step alone leads to a network's scores, so that distance from it means something.</summary>
    public static bool CanMeasure(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return !network.ScoresSteps && network.Layers.Any(layer => layer is RecurrentLayer or BidirectionalLayer) && !network.Layers.Any(layer => layer is FlattenLayer);
    }

    /// <summary>The norms of the gradient of each text's loss with respect to what its steps give to the layers after the first, dropout switched off.</summary>
    /// <param name="network">A network that <see cref="CanMeasure"/> allows.</param>
    /// <param name="objective">What training makes small.</param>
    /// <param name="texts">Texts of <paramref name="steps"/> ids at least, of which the last are read; there is no padding.</param>
    /// <param name="steps">Number of steps.</param>
    /// <returns>For each distance from the last step, from 0, the norm of every text.</returns>
    public static double[][] ByDistance(Network network, Objective objective, LabelledSequences texts, int steps)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(texts);
        network.eval();
        var norms = Enumerable.Range(0, steps).Select(_ => new List<double>()).ToArray();
        foreach (var rows in Enumerable.Range(0, texts.Count).Chunk(Rows))
        {
            using var scope = NewDisposeScope();
            var ids = tensor(rows.SelectMany(row => texts.Ids[row][^steps..]).Select(id => (long)id).ToArray(), [rows.Length, steps], device: network.Device);
            var layout = StepLayout.Padded(steps, rows.Length);
            var read = network.Layers[0].call(new Activations(ids, layout)).Values.detach();
            read.requires_grad = true;
            var logits = network.RunFrom(1, new Activations(read, layout));

            // The mean over the batch, times its size: the sum of what each text loses by itself.
            (objective.Loss(logits, [.. rows.Select(row => texts.Labels[row])]) * rows.Length).backward();
            var values = NetworkGraph.Floats(read.grad!.to_type(ScalarType.Float64).square().sum(2).sqrt().to_type(ScalarType.Float32));
            for (var i = 0; i < values.Length; i++)
            {
                norms[steps - 1 - (i % steps)].Add(values[i]);
            }
        }

        network.zero_grad();
        return [.. norms.Select(n => n.ToArray())];
    }

    /// <summary>The norms of the gradient with respect to all weights over some training batches, dropout at work and the weights left as they are.</summary>
    /// <param name="network">The network.</param>
    /// <param name="objective">What training makes small.</param>
    /// <param name="texts">Texts to train on.</param>
    /// <param name="recipe">Gives the batches' size.</param>
    /// <param name="batches">Number of batches at most.</param>
    public static double[] OfBatches(Network network, Objective objective, LabelledSequences texts, Recipe recipe, int batches)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(recipe);
        network.train();
        var norms = new List<double>();
        var layout = network.Layout(dropsAtRandom: true);
        foreach (var rows in Enumerable.Range(0, texts.Count).Chunk(recipe.BatchSize).Take(batches))
        {
            using var scope = NewDisposeScope();
            network.zero_grad();
            var batch = Batch.Create(texts, rows, network.MaximumLength, layout, network.Device);
            objective.Loss(network.call(batch.Input), batch.Labels).backward();
            norms.Add(Math.Sqrt(network.TrainableParameters.Sum(p => p.grad is { } gradient ? Math.Pow(gradient.to_type(ScalarType.Float64).norm().ToDouble(), 2) : 0)));
        }

        network.zero_grad();
        return [.. norms];
    }
}
