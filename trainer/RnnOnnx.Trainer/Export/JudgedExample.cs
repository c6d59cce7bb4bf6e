using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Evaluation;

namespace RnnOnnx.Trainer.Export;

/// <summary>What a model says of one of the project's own texts.</summary>
/// <param name="Example">The text, and what it is.</param>
/// <param name="Prediction">What the model says.</param>
internal sealed record JudgedExample(LabelledExample Example, Prediction Prediction)
{
    /// <summary>Whether the model is right.</summary>
    public bool IsRight => Prediction.Label == Example.Label;

    /// <summary>Asks a model about its architecture's examples, of whose labels it has to know one; none for a model of a user's own texts, and for one that classifies none.</summary>
    /// <param name="package">The model's package.</param>
    /// <exception cref="RnnOnnxException">The graph cannot be loaded.</exception>
    public static IReadOnlyList<JudgedExample> Of(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        var examples = ArchitectureRegistry.OfZoo(package.Manifest)?.Examples.Where(example => package.Labels.Contains(example.Label)).ToArray() ?? [];
        if (examples.Length == 0 || package.Manifest.Task == ModelTask.Generation)
        {
            return [];
        }

        using var classifier = Evaluator.Load(package);
        return [.. examples.Zip(classifier.Predict([.. examples.Select(example => example.Text)]), (example, prediction) => new JudgedExample(example, prediction))];
    }
}
