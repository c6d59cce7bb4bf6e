using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Charts;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Saved;
using RnnOnnx.Trainer.Training;
using TorchSharp;

namespace RnnOnnx.Trainer.Studies;

/// <summary>Documents 002 and 003 on vanishing and exploding gradients: how far back a SimpleRNN, an LSTM and a GRU feel an error, before and after training.</summary>
/// <param name="preparation">Gives corpora as ids.</param>
/// <param name="output">Receives a table and the files' names.</param>
public sealed class GradientStudy(DataPreparation preparation, TextWriter output)
{
    private const string Name = "gradient";
    private static readonly int[] Shown = [0, 10, 50, 100];

    /// <summary>Measures networks and writes <c>gradient.csv</c>, <c>gradient-batches.csv</c> and <c>gradient.svg</c>.</summary>
    /// <param name="architectures">The networks; those that have a package in the zoo are measured trained as well.</param>
    /// <param name="options">Corpus, seed and zoo.</param>
    /// <param name="texts">How many texts of the test part are read, the longest of it.</param>
    /// <param name="steps">How many of their last ids; null for as many as all of them have.</param>
    /// <param name="batches">How many training batches the whole gradient is measured for.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="cancellation">Stops between two networks.</param>
    /// <exception cref="RnnOnnxException">A network has no last step that alone leads to its scores, or no text is long enough.</exception>
    public void Run(IReadOnlyList<Architecture> architectures, TrainOptions options, int texts, int? steps, int batches, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(architectures);
        ArgumentNullException.ThrowIfNull(options);
        var curves = new List<GradientCurve>();
        foreach (var architecture in architectures)
        {
            cancellation.ThrowIfCancellationRequested();
            curves.AddRange(Measure(architecture, options, texts, steps, batches));
        }

        var files = new StudyFiles(folder, output);
        files.Table(
            Name,
            ["model", "layer", "stage", "texts", "distance", "mean", "median", "maximum"],
            curves.SelectMany(c => c.Norms.Select((norms, distance) => new object?[] { c.Model, c.Layer, c.Stage, norms.Length, distance, norms.Average(), Median(norms), norms.Max() })));
        files.Table(Name + "-batches", ["model", "layer", "stage", "batch", "norm"], curves.SelectMany(c => c.Batches.Select((norm, i) => new object?[] { c.Model, c.Layer, c.Stage, i + 1, norm })));
        files.Picture(Name, [.. curves.GroupBy(c => c.IsTrained).Select(Picture)]);
        Write(curves);
    }

    private IEnumerable<GradientCurve> Measure(Architecture architecture, TrainOptions options, int texts, int? steps, int batches)
    {
        SavedNetwork.DemandLayers(architecture.Id, architecture);
        var (recipe, _) = preparation.Plan(architecture, options);
        torch.manual_seed(options.Seed);
        using var network = architecture.Build(recipe);
        if (!GradientNorms.CanMeasure(network))
        {
            throw new RnnOnnxException($"{architecture.Id}: its score does not come from the last step of a recurrent layer alone, so distance from that says nothing; take one such as imdb-lstm");
        }

        var prepared = preparation.Prepare(architecture, recipe.ValidationShare, options);
        InitialVectors.Put(architecture.Id, network, prepared, recipe.InitialEmbedding, options.Seed, output);
        var (chosen, length) = Choose(prepared.Test, texts, steps);
        var objective = new Objective(architecture.Task);
        var layer = string.Join(" + ", network.Layers.Where(l => l is RecurrentLayer or BidirectionalLayer).Select(l => l.TypeName));
        output.WriteLine($"{architecture.Id}: {chosen.Count:N0} texts of {prepared.Corpus.Name}, their last {length} ids");
        yield return Measure(isTrained: false);
        if (Trained(architecture, options, prepared) is { } trained)
        {
            trained.PutInto(network);
            yield return Measure(isTrained: true);
        }

        GradientCurve Measure(bool isTrained) => new(
            architecture.Id, layer, isTrained, GradientNorms.ByDistance(network, objective, chosen, length), GradientNorms.OfBatches(network, objective, prepared.Training, recipe, batches));
    }

    private static (LabelledSequences Texts, int Steps) Choose(LabelledSequences test, int texts, int? steps)
    {
        var longest = Enumerable.Range(0, test.Count).OrderByDescending(row => test.Ids[row].Length).Take(texts).ToArray();
        var most = longest.Select(row => test.Ids[row].Length).DefaultIfEmpty(0).Max();
        if (most < Math.Max(steps ?? 1, 1))
        {
            throw new RnnOnnxException($"no text of the test part has {steps ?? 1} ids; the longest has {most}: give fewer --steps");
        }

        int[] rows = steps is { } wanted ? [.. longest.Where(row => test.Ids[row].Length >= wanted)] : longest;
        return (test.Select(rows), steps ?? test.Ids[longest[^1]].Length);
    }

    private SavedNetwork? Trained(Architecture architecture, TrainOptions options, PreparedTexts prepared)
    {
        if (!File.Exists(Path.Combine(options.Models, architecture.Id, ModelManifest.FileName)))
        {
            output.WriteLine($"{architecture.Id}: no package in {options.Models}, so only its first weights are measured");
            return null;
        }

        var saved = SavedNetwork.Open(architecture.Id, options.Models);
        try
        {
            saved.DemandLabels(prepared.Corpus.Name, prepared.Corpus.Labels);
            saved.DemandVocabulary(prepared.Corpus.Name, prepared.Vocabulary);
            return saved;
        }
        catch (SavedNetworkException e)
        {
            output.WriteLine($"{architecture.Id}: only its first weights are measured: {e.Message}");
            return null;
        }
    }

    private static Chart Picture(IGrouping<bool, GradientCurve> curves) => new()
    {
        Title = curves.Key ? "After training" : "Before training",
        X = new ChartAxis("steps before the last"),
        Y = new ChartAxis("norm of the gradient") { IsLogarithmic = true },
        Series = [.. curves.Select(c => new ChartSeries($"{c.Model} ({c.Layer})", [.. c.Norms.Select((_, distance) => new ChartPoint(distance, c.Mean(distance)))]))],
        Width = 560,
        Height = 420,
    };

    private void Write(List<GradientCurve> curves) => TextTable.Write(
        output,
        ["model", "layer", "stage", .. Shown.Select(d => d == 0 ? "last step" : $"{d} before"), "under 1 % from", "batches: median", "largest"],
        curves.Select(c => (string[])
        [
            c.Model, c.Layer, c.Stage,
            .. Shown.Select(d => d < c.Norms.Count ? $"{c.Mean(d):0.0E+00}" : ""),
            c.Below(.01) is { } distance ? $"{distance}" : "never",
            c.Batches.Count > 0 ? $"{Median([.. c.Batches]):0.00}" : "",
            c.Batches.Count > 0 ? $"{c.Batches.Max():0.00}" : "",
        ]),
        [.. Enumerable.Range(3, Shown.Length + 3)]);

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
