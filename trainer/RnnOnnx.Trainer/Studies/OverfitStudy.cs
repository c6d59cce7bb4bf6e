using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Charts;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Saved;
using RnnOnnx.Trainer.Training;
using TorchSharp;

namespace RnnOnnx.Trainer.Studies;

/// <summary>Document 001 on overfitting: a network trained for long learns its texts and not the task; and what more dropout, fewer units and more texts do about it.</summary>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="progress">Told of batches and epochs.</param>
/// <param name="output">Receives a table and the files' names.</param>
public sealed class OverfitStudy(DataPreparation preparation, ITrainingProgress progress, TextWriter output)
{
    /// <summary>The document's number of epochs.</summary>
    public const int Epochs = 10;

    private const string Name = "overfit";

    /// <summary>Trains a network and its remedies, and writes <c>overfit.csv</c> and <c>overfit.svg</c>.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="options">Corpus, seed and recipe, <see cref="TrainOptions.Epochs"/> in place of <see cref="Epochs"/>, and <see cref="TrainOptions.Texts"/> to train on and at most so many to test on.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public void Run(Architecture architecture, TrainOptions options, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        SavedNetwork.DemandLayers(architecture.Id, architecture);
        var (recipe, _) = preparation.Plan(architecture, options);
        recipe = recipe with { Epochs = options.Epochs ?? Epochs, Patience = null };
        var texts = preparation.Prepare(architecture, recipe.ValidationShare, options with { Texts = null });
        var pool = Pool(architecture, texts);
        var count = Math.Min(options.Texts ?? texts.Training.Count, texts.Training.Count);
        var heldOut = First(texts.Test, options.Texts ?? texts.Test.Count);
        var layers = architecture.LayersOf(recipe);
        var halved = LayerVariants.WithUnits(layers, units => Math.Max(units / 2, 1));
        var dropped = LayerVariants.WithMoreDropout(layers);
        (string Name, IReadOnlyList<LayerConfiguration> Layers, int Texts)[] variants =
        [
            ("as it is", layers, count),
            .. dropped.SequenceEqual(layers) ? Array.Empty<(string, IReadOnlyList<LayerConfiguration>, int)>() : [("more dropout", dropped, count)],
            ("half the units", halved, count),
            .. pool.Count > count ? [("more texts", layers, Math.Min(2 * count, pool.Count))] : Array.Empty<(string, IReadOnlyList<LayerConfiguration>, int)>(),
        ];
        var curves = variants.Select(v => Train(architecture, v.Name, v.Layers, First(pool, v.Texts), texts, heldOut, recipe, options, cancellation)).ToArray();

        var files = new StudyFiles(folder, output);
        files.Table(
            Name,
            ["model", "corpus", "variant", "parameters", "texts", "epoch", "training_loss", "training_accuracy", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy"],
            curves.SelectMany(c => c.Fit.Epochs.Select(e => new object?[]
            {
                architecture.Id, texts.Corpus.Name, c.Variant, c.Parameters, c.Texts, e.Epoch, e.Loss, e.Accuracy, e.Validation.Loss, e.Validation.Accuracy, e.Test!.Loss, e.Test.Accuracy,
            })));
        files.Picture(Name, [.. curves.Select(Picture)]);
        output.WriteLine($"{architecture.Id} on {texts.Corpus.Name}, {recipe.Epochs} epochs; tested on {heldOut.Count:N0} texts ({texts.TestPart})");
        TextTable.Write(
            output,
            ["variant", "parameters", "texts", "training", "test", "gap", "best test", "in epoch"],
            curves.Select(c => (string[])[c.Variant, $"{c.Parameters:N0}", $"{c.Texts:N0}", $"{c.Last.Accuracy:F4}", $"{c.Last.Test!.Accuracy:F4}", $"{c.Last.Accuracy - c.Last.Test.Accuracy:F4}", $"{c.Best.Test!.Accuracy:F4}", $"{c.Best.Epoch}"]),
            1, 2, 3, 4, 5, 6, 7);
    }

    // Where the corpus' own test part is not what is tested on, its texts are more to train on. Earlier texts come first, so that fewer of them are always the same.
    private static LabelledSequences Pool(Architecture architecture, PreparedTexts texts)
    {
        if (architecture.Split == SplitKind.OfficialTest || texts.Corpus is not TextCorpus { Test: { Count: > 0 } further })
        {
            return texts.Training;
        }

        var ids = further.AsParallel().AsOrdered().Select(text => texts.Pipeline.Encode(text.Text).Ids.ToArray());
        return new LabelledSequences([.. texts.Training.Ids, .. ids], [.. texts.Training.Labels, .. further.Select(text => text.Label)]);
    }

    private static LabelledSequences First(LabelledSequences texts, int count) => texts.Select([.. Enumerable.Range(0, Math.Min(count, texts.Count))]);

    private Curve Train(
        Architecture architecture,
        string name,
        IReadOnlyList<LayerConfiguration> layers,
        LabelledSequences training,
        PreparedTexts texts,
        LabelledSequences test,
        Recipe recipe,
        TrainOptions options,
        CancellationToken cancellation)
    {
        torch.manual_seed(options.Seed);
        using var network = new Network(layers, architecture.Pipeline.MaximumLength, architecture.Pipeline.Padding, recipe.Noise);
        InitialVectors.Put(architecture.Id, network, texts with { Training = training }, recipe.InitialEmbedding, options.Seed, output);
        output.WriteLine($"{architecture.Id}, {name}: {training.Count:N0} texts");
        var fit = new FitLoop(network, new Objective(architecture.Task), recipe, options.PaddingSkip).Fit(training, First(texts.Validation, test.Count), test, options.Seed, progress, cancellation);
        return new Curve(name, network.Describe().Sum(l => l.Parameters), training.Count, fit);
    }

    private static Chart Picture(Curve curve) => new()
    {
        Title = $"{curve.Variant}: {curve.Parameters:N0} parameters, {curve.Texts:N0} texts",
        X = new ChartAxis("epoch") { IsWhole = true },
        Y = new ChartAxis("accuracy") { Minimum = 0, Maximum = 1 },
        Series =
        [
            new ChartSeries("training", [.. curve.Fit.Epochs.Select(e => new ChartPoint(e.Epoch, e.Accuracy))]),
            new ChartSeries("test", [.. curve.Fit.Epochs.Select(e => new ChartPoint(e.Epoch, e.Test!.Accuracy))]),
        ],
        Width = 360,
    };

    private sealed record Curve(string Variant, long Parameters, int Texts, FitResult Fit)
    {
        public EpochFigures Last => Fit.Epochs[^1];

        public EpochFigures Best => Fit.Epochs.MaxBy(e => e.Test!.Accuracy)!;
    }
}
