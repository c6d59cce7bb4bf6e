using System.Diagnostics;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;
using TorchSharp;

namespace RnnOnnx.Trainer.Training;

/// <summary>The whole road of a model that generates text: each character is to tell the next one, and the graph carries the network's states.</summary>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="progress">Told of batches and epochs.</param>
/// <param name="output">Receives a few lines about each step.</param>
public sealed class GeneratorTrainer(DataPreparation preparation, ITrainingProgress progress, TextWriter output) : IArchitectureTrainer
{
    /// <inheritdoc/>
    public bool Makes(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return architecture is { Members.Count: 0, Task: ModelTask.Generation };
    }

    /// <inheritdoc/>
    public string Fingerprint(Architecture architecture, TrainOptions options) => preparation.Plan(architecture, options).Fingerprint;

    /// <summary>Trains a network and writes its package.</summary>
    /// <inheritdoc/>
    public TrainedModel Train(Architecture architecture, TrainOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        var watch = Stopwatch.StartNew();
        var (recipe, fingerprint) = preparation.Plan(architecture, options);
        using var checkpoint = TrainingCheckpoint.Open(options, options.Id ?? architecture.Id, fingerprint, architecture.Trainable, output);
        var texts = preparation.Prepare(architecture, recipe.ValidationShare, options);
        output.WriteLine(
            $"{architecture.Id}: corpus {texts.Corpus.Name}, {texts.Training.Count:N0} texts to train on, {texts.Validation.Count:N0} to choose the epoch on, {texts.Test.Count:N0} to test ({texts.TestPart}); "
            + $"recipe {recipe.Name}, seed {options.Seed}");

        torch.manual_seed(options.Seed);
        using var network = architecture.Build(recipe);
        var loop = new FitLoop(network, new Objective(architecture.Task), recipe, options.PaddingSkip) { Checkpoint = checkpoint };
        var fit = loop.Fit(texts.Training, texts.Validation, null, options.Seed, progress, cancellation);
        if (fit.StopReason is { } reason)
        {
            output.WriteLine($"{architecture.Id}: training ended after epoch {fit.Epochs.Count} of {recipe.Epochs}: {reason}");
        }

        var metrics = Metrics(fit.Best.Validation, loop.Evaluate(texts.Test, cancellation));
        output.WriteLine(
            $"{architecture.Id}: of the next characters of {texts.Test.Count:N0} test texts {metrics["test_accuracy"]:F4} are the likeliest; "
            + $"perplexity {metrics["test_perplexity"]:F2}, {metrics["test_bits_per_character"]:F3} bits per character (epoch {fit.BestEpoch}, chosen by validation loss)");

        var model = GeneratorExporter.Export(network, architecture.Id, $"{architecture.Summary}. The metadata says how text becomes ids and how a text is written id by id.");
        var goldens = ModelTrainer.Goldens(architecture, loop, texts);
        var contents = new PackageContents
        {
            Manifest = ModelTrainer.Manifest(architecture, network, model, lengthAdaptive: true, texts, recipe, options, fit, metrics, fingerprint),
            Model = model,
            Vocabulary = texts.Vocabulary,
            VocabularyCounts = texts.Counts,
            Labels = [.. Enumerable.Range(0, texts.Vocabulary.Count).Select(id => texts.Vocabulary[id])],
            Goldens = goldens,
            States = network.States(goldens[0].Ids),
            Notes = architecture.Notes,
        };
        var written = new PackageWriter(options.Models).Write(contents, ModelTrainer.ParitySamples(loop, texts.Test));
        output.WriteLine($"{architecture.Id}: wrote {written.Folder}; on {written.Parity.Samples} texts its logits are the trainer's within {written.Parity.LargestDifference:G2} ({written.Parity.Tolerance:G2} allowed)");
        return new TrainedModel(contents.Manifest, fit, watch.Elapsed.TotalSeconds);
    }

    private static Dictionary<string, double> Metrics(Figures validation, Figures test) => new()
    {
        ["validation_accuracy"] = validation.Accuracy,
        ["validation_loss"] = validation.Loss,
        ["test_accuracy"] = test.Accuracy,
        ["test_loss"] = test.Loss,
        ["test_perplexity"] = Math.Exp(test.Loss),
        ["test_bits_per_character"] = test.Loss / Math.Log(2),
    };
}
