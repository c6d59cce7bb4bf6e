using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Layers;
using TorchSharp;
using TorchSharp.Modules;

namespace RnnOnnx.Trainer.Training;

/// <summary>Keeps weights small, as a recipe has it.</summary>
/// <param name="network">The network that is trained.</param>
/// <param name="recipe">The recipe.</param>
internal sealed class WeightRegularization(Network network, Recipe recipe)
{
    // Biases and peepholes have one dimension.
    private readonly Parameter[] _kernels = recipe.WeightDecay == 0 ? [] : [.. network.TrainableParameters.Where(parameter => parameter.shape.Length > 1)];
    private readonly Parameter? _embedding = recipe.EmbeddingPenalty == 0 ? null : network.Layers[0].CountedParameters.Single();

    /// <summary>Adds to the embedding's gradient that of the penalty, factor · sum of squares, which the loss leaves out.</summary>
    public void AddPenalty()
    {
        if (_embedding?.grad is { } gradient)
        {
            using var noGradients = torch.no_grad();
            gradient.add_(_embedding, 2 * recipe.EmbeddingPenalty);
        }
    }

    /// <summary>Takes a share of the weights away (Loshchilov and Hutter, <i>Decoupled Weight Decay Regularization</i>, 2019).</summary>
    /// <param name="learningRate">The learning rate of the step, of which the share is a multiple.</param>
    public void Decay(double learningRate)
    {
        using var noGradients = torch.no_grad();
        foreach (var kernel in _kernels)
        {
            kernel.mul_(1 - (learningRate * recipe.WeightDecay));
        }
    }
}
