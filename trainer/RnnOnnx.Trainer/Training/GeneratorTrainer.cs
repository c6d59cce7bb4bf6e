using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Training;

/// <summary>The whole road of a model that generates text: each character is to tell the next one, and the graph carries the network's states.</summary>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="progress">Told of batches and epochs.</param>
/// <param name="output">Receives a few lines about each step.</param>
public sealed class GeneratorTrainer(DataPreparation preparation, ITrainingProgress progress, TextWriter output) : NetworkTrainer(preparation, progress, output)
{
    private protected override bool TestsEveryEpoch => false;

    private protected override string Answers => "logits";

    /// <inheritdoc/>
    public override bool Makes(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return architecture is { Members.Count: 0, Task: ModelTask.Generation };
    }

    private protected override (Dictionary<string, double> Metrics, string Line) Evaluate(TrainedNetwork trained, CancellationToken cancellation)
    {
        var (validation, test) = (trained.Fit.Best.Validation, trained.Loop.Evaluate(trained.Texts.Test, cancellation));
        var metrics = new Dictionary<string, double>
        {
            ["validation_accuracy"] = validation.Accuracy,
            ["validation_loss"] = validation.Loss,
            ["test_accuracy"] = test.Accuracy,
            ["test_loss"] = test.Loss,
            ["test_perplexity"] = Math.Exp(test.Loss),
            ["test_bits_per_character"] = test.Loss / Math.Log(2),
        };
        return (
            metrics,
            $"of the next characters of {trained.Texts.Test.Count:N0} test texts {metrics["test_accuracy"]:F4} are the likeliest; "
            + $"perplexity {metrics["test_perplexity"]:F2}, {metrics["test_bits_per_character"]:F3} bits per character ({trained.KeptEpoch})");
    }

    private protected override PackageContents Package(TrainedNetwork trained, Dictionary<string, double> metrics)
    {
        var (architecture, network, texts) = (trained.Architecture, trained.Network, trained.Texts);
        var model = GeneratorExporter.Export(network, architecture.Id, $"{architecture.Summary}. The metadata says how text becomes ids and how a text is written id by id.");
        var goldens = Goldens(trained);
        return new PackageContents
        {
            Manifest = Manifest(trained, model, lengthAdaptive: true, metrics),
            Model = model,
            Vocabulary = texts.Vocabulary,
            VocabularyCounts = texts.Counts,
            Labels = [.. Enumerable.Range(0, texts.Vocabulary.Count).Select(id => texts.Vocabulary[id])],
            Goldens = goldens,
            States = network.States(goldens[0].Ids),
            Notes = architecture.Notes,
            History = TrainingHistory.Of(trained.Fit.Epochs),
        };
    }
}
