using System.Globalization;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Charts;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Saved;
using RnnOnnx.Trainer.Training;
using TorchSharp;

namespace RnnOnnx.Trainer.Studies;

/// <summary>Document 003 on complexity: what a network's size costs and what it brings, across the zoo and in one network made wider.</summary>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="progress">Told of batches and epochs.</param>
/// <param name="output">Receives tables and the files' names.</param>
public sealed class ComplexityStudy(DataPreparation preparation, ITrainingProgress progress, TextWriter output)
{
    private const string Zoo = "complexity-zoo";
    private const string Width = "complexity-width";

    /// <summary>Gathers what the zoo's <see cref="ResultsTable"/> says, the mean of all seeds of a recipe, and writes <c>complexity-zoo.csv</c> and <c>.svg</c>.</summary>
    /// <param name="models">The zoo's folder.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <exception cref="RnnOnnxException">The table lacks a column.</exception>
    public void OfZoo(string models, string folder)
    {
        var path = Path.Combine(models, ResultsTable.FileName);
        if (!File.Exists(path))
        {
            output.WriteLine($"{path} is missing, so nothing is said about the zoo; make train-all writes it");
            return;
        }

        var rows = Results(path);
        var files = new StudyFiles(folder, output);
        files.Table(
            Zoo,
            ["model", "corpus", "vectors", "recipe", "seeds", "parameters", "trainable", "seconds_per_epoch", "test_accuracy"],
            rows.Select(r => new object?[] { r.Architecture.Id, r.Corpus, r.Vectors, r.Recipe, r.Seeds, r.Architecture.Parameters, r.Architecture.Trainable, r.Seconds, r.Accuracy }));
        var shown = Shown(rows);
        if (shown.Count == 0)
        {
            output.WriteLine($"{path} has no row of a classifier that the trainer knows, so there is no picture");
            return;
        }

        files.Picture(Zoo, [Scatter("Accuracy by size", "trainable parameters", shown, r => r.Architecture.Trainable), Scatter("Accuracy by training time", "seconds an epoch", shown, r => r.Seconds)]);
        TextTable.Write(
            output,
            ["model", "corpus", "vectors", "recipe", "seeds", "parameters", "s/epoch", "test"],
            rows.Select(r => (string[])[r.Architecture.Id, r.Corpus, r.Vectors, r.Recipe, $"{r.Seeds}", $"{r.Architecture.Parameters:N0}", r.Seconds is { } s ? $"{s:F1}" : "", $"{r.Accuracy:F4}"]),
            4, 5, 6, 7);
    }

    /// <summary>Trains networks with several numbers of recurrent units and writes <c>complexity-width.csv</c> and <c>.svg</c>.</summary>
    /// <param name="architectures">The networks.</param>
    /// <param name="units">The numbers of units.</param>
    /// <param name="options">Corpus, seed, recipe, epochs and texts.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="RnnOnnxException">A network has no recurrent layer.</exception>
    public void OfWidth(IReadOnlyList<Architecture> architectures, IReadOnlyList<int> units, TrainOptions options, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(architectures);
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var architecture in architectures)
        {
            SavedNetwork.DemandLayers(architecture.Id, architecture);
            if (!architecture.Layers.Any(layer => layer is RecurrentConfiguration or BidirectionalConfiguration))
            {
                throw new RnnOnnxException($"{architecture.Id} has no recurrent layer to make wider; take one such as imdb-lstm");
            }
        }

        var points = architectures.SelectMany(a => units.Distinct().Order().Select(u => Train(a, u, options, cancellation))).ToArray();
        var files = new StudyFiles(folder, output);
        files.Table(
            Width,
            ["model", "corpus", "units", "parameters", "texts", "epochs", "best_epoch", "seconds_per_epoch", "training_accuracy", "validation_accuracy", "test_accuracy"],
            points.Select(p => new object?[]
            {
                p.Model, p.Corpus, p.Units, p.Parameters, p.Fit.Best.Texts, p.Fit.Epochs.Count, p.Fit.BestEpoch, Math.Round(p.Seconds, 3), p.Fit.Best.Accuracy, p.Fit.Best.Validation.Accuracy, p.Fit.Best.Test!.Accuracy,
            }));
        files.Picture(Width, [Lines("Accuracy by width", "test accuracy", points, p => p.Fit.Best.Test!.Accuracy), Lines("Training time by width", "seconds an epoch", points, p => p.Seconds)]);
        TextTable.Write(
            output,
            ["model", "corpus", "units", "parameters", "s/epoch", "training", "validation", "test", "in epoch"],
            points.Select(p => (string[])
                [p.Model, p.Corpus, $"{p.Units}", $"{p.Parameters:N0}", $"{p.Seconds:F2}", $"{p.Fit.Best.Accuracy:F4}", $"{p.Fit.Best.Validation.Accuracy:F4}", $"{p.Fit.Best.Test!.Accuracy:F4}", $"{p.Fit.BestEpoch}"]),
            2, 3, 4, 5, 6, 7, 8);
    }

    // Accuracy on generated texts says little beside that on real ones, and a share of right characters is another thing than one of right labels.
    private static List<ZooRow> Shown(List<ZooRow> rows)
    {
        var labels = rows.FindAll(r => r.Architecture.Task != ModelTask.Generation);
        var real = labels.FindAll(r => !r.Corpus.EndsWith("-sample", StringComparison.Ordinal));
        return real.Count > 0 ? real : labels;
    }

    private static List<ZooRow> Results(string path) =>
    [
        .. ResultsTable.Read(path).GroupBy(row => (row.Model, row.Corpus, row.Vectors, row.Recipe))
            .Select(rows => (rows.Key, Architecture: ArchitectureRegistry.All.FirstOrDefault(a => a.Id == rows.Key.Model), Rows: rows))
            .Where(group => group.Architecture is not null)
            .Select(group => new ZooRow(
                group.Architecture!, group.Key.Corpus, group.Key.Vectors, group.Key.Recipe, group.Rows.Count(), group.Rows.Average(row => row.TrainSeconds / row.Epochs), group.Rows.Average(row => row.TestAccuracy))),
    ];

    private WidthPoint Train(Architecture architecture, int units, TrainOptions options, CancellationToken cancellation)
    {
        var (recipe, _) = preparation.Plan(architecture, options);
        var texts = preparation.Prepare(architecture, recipe.ValidationShare, options);
        torch.manual_seed(options.Seed);
        using var network = new Network(LayerVariants.WithUnits(architecture.LayersOf(recipe), _ => units), architecture.Pipeline.MaximumLength, architecture.Pipeline.Padding, recipe.Noise);
        InitialVectors.Put(architecture.Id, network, texts, recipe.InitialEmbedding, options.Seed, output);
        output.WriteLine($"{architecture.Id} with {units} units on {texts.Corpus.Name}: {texts.Training.Count:N0} texts, {recipe.Epochs} epochs");
        var fit = new FitLoop(network, new Objective(architecture.Task), recipe, options.PaddingSkip).Fit(texts.Training, texts.Validation, texts.Test, options.Seed, progress, cancellation);
        return new WidthPoint(architecture.Id, texts.Corpus.Name, units, network.Describe().Sum(l => l.Parameters), fit);
    }

    private static Chart Scatter(string title, string axis, List<ZooRow> rows, Func<ZooRow, double?> x) => new()
    {
        Title = title,
        X = new ChartAxis(axis) { IsLogarithmic = true },
        Y = new ChartAxis("test accuracy"),
        Series = [.. rows.GroupBy(r => r.Corpus).Select(group => new ChartSeries(group.Key, [.. group.Select(r => new ChartPoint(x(r) ?? double.NaN, r.Accuracy, $"{r.Architecture.Id}, {r.Recipe}"))]) { Kind = ChartSeriesKind.Points })],
        Width = 560,
        Height = 460,
    };

    private static Chart Lines(string title, string axis, WidthPoint[] points, Func<WidthPoint, double> y) => new()
    {
        Title = title,
        X = new ChartAxis("units") { Minimum = 0, IsWhole = true },
        Y = new ChartAxis(axis) { Minimum = 0 },
        Series = [.. points.GroupBy(p => p.Model).Select(group => new ChartSeries(group.Key, [.. group.Select(p => new ChartPoint(p.Units, y(p)))]))],
    };

    private sealed record ZooRow(Architecture Architecture, string Corpus, string Vectors, string Recipe, int Seeds, double? Seconds, double Accuracy);

    private sealed record WidthPoint(string Model, string Corpus, int Units, long Parameters, FitResult Fit)
    {
        public double Seconds => Fit.Epochs.Average(e => e.Seconds);
    }
}
