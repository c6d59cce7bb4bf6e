using System.Runtime.InteropServices;
using System.Text.Json;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using TorchSharp.Modules;

namespace RnnOnnx.Benchmarks;

/// <summary>Training beside plain PyTorch: the same network from the same weights on the same batches, both sides in turns. Before anything is measured, the losses of every step and the weights after the last have to agree.</summary>
/// <param name="pyTorch">PyTorch.</param>
/// <param name="batches">Batches in a round.</param>
/// <param name="rounds">Rounds of each comparison.</param>
internal sealed class TrainingBenchmark(PlainPyTorch pyTorch, int batches, int rounds)
{
    private const int Seed = 1;
    private const double MostWithoutSkip = 1.05;
    private const double LossTolerance = 1e-3;

    // What training changed in the weights, as a whole. Adam divides by the gradients' own size, so rounding shows more than in the losses.
    private const double WeightTolerance = 1e-3;

    private static readonly ConsoleProgress Silence = new(TextWriter.Null, false, TimeProvider.System);

    private readonly CorpusCatalog _corpora = new();

    /// <summary>Measures and prints a Markdown table.</summary>
    /// <param name="cases">The networks.</param>
    /// <param name="output">Receives the table.</param>
    /// <exception cref="RnnOnnxException">The two sides do not compute the same.</exception>
    public void Run(IReadOnlyList<TrainingCase> cases, TextWriter output)
    {
        torch.set_num_threads(1);
        output.WriteLine($"trainer: torch {EngineVersions.Torch}; PyTorch {pyTorch.Version} in a process of its own; {Machine.Processor}");
        output.WriteLine($"both: one thread, denormals flushed, OPENBLAS_CORETYPE={pyTorch.BlasKernels ?? "(unset)"}, freed memory {(Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is null ? "given back as glibc does" : "kept as in the trainer's jobs")}; {batches} batches a round, {rounds} rounds in turns, median; ratios to PyTorch's time with their least and greatest, and of the processor time of both processes");
        output.WriteLine($"marks: at most {MostWithoutSkip} with the padding computed; the share in brackets with the padding left out");
        output.WriteLine("\n| network | plain PyTorch | ms a batch | ours, padding computed | ratio | padding left out | ratio | losses differ by | weights by |\n| --- | --- | ---: | ---: | --- | ---: | --- | ---: | ---: |");
        foreach (var one in cases)
        {
            var folder = Directory.CreateTempSubdirectory("rnnonnx-bench-").FullName;
            try
            {
                output.WriteLine(Row(one, folder));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private string Row(TrainingCase one, string folder)
    {
        var recipe = one.Architecture.Recipes[0] with { Epochs = 1 };
        var texts = Encode(one, batches * recipe.BatchSize);
        var objective = new Objective(one.Architecture.Task);
        torch.manual_seed(Seed);
        using var network = one.Build();
        var initial = Weights(network).Select(Values).ToArray();
        var skips = network.Layout(dropsAtRandom: true) != network.Layout(dropsAtRandom: true, paddingSkip: false);
        Write();

        var plain = Check(false);
        (double Losses, double Weights)? without = skips ? Check(true) : null;
        var times = Enumerable.Range(0, rounds).Select(round => Round(round % 2 == 1)).ToArray();
        var own = Ratio(times.Select(t => (t.Plain, t.Reference)));
        var row = $"| {one.Name} | {one.PyTorch} | {Milliseconds(times.Select(t => t.Reference))} | {Milliseconds(times.Select(t => t.Plain))} | {own.Text} {Verdict(own.Middle, MostWithoutSkip)} |";
        if (without is not { } agreement)
        {
            return $"{row} | | {plain.Losses:0.0E+0} | {plain.Weights:0.0E+0} |";
        }

        var skipped = Ratio(times.Select(t => (t.Skip, t.Reference)));
        var verdict = one.MostWithSkip is { } most ? $" [{most}] {Verdict(skipped.Middle, most)}" : "";
        return $"{row} {Milliseconds(times.Select(t => t.Skip))} | {skipped.Text}{verdict} | {Math.Max(plain.Losses, agreement.Losses):0.0E+0} | {Math.Max(plain.Weights, agreement.Weights):0.0E+0} |";

        string Milliseconds(IEnumerable<Cost> costs) => $"{Median(costs.Select(cost => cost.Seconds)) / batches * 1e3:N0}";

        (Cost Reference, Cost Plain, Cost Skip) Round(bool oursFirst)
        {
            var first = oursFirst ? Fit(false) : default;
            var its = pyTorch.Ask(new { time = Name(false) });
            var theirs = new Cost(its.GetProperty("seconds").GetDouble(), its.GetProperty("processor_seconds").GetDouble());
            return (theirs, oursFirst ? first : Fit(false), skips ? Fit(true) : default);
        }

        Cost Fit(bool skip, StepLog? log = null)
        {
            log ??= new StepLog();
            var fit = new FitLoop(network, objective, recipe, skip) { Callbacks = [log] }.Fit(texts, texts.Select([0]), null, Seed, Silence, default);
            return new Cost(fit.Epochs[0].Seconds, log.ProcessorSeconds);
        }

        // The rows of a packed batch lie in another order, and dropout draws row by row.
        void Write()
        {
            var steps = network.MaximumLength;
            var ids = new long[texts.Count * steps];
            for (var row = 0; row < texts.Count; row++)
            {
                var text = texts.Ids[row];
                for (var i = 0; i < text.Length; i++)
                {
                    ids[((row + 1) * steps) - text.Length + i] = text[i];
                }
            }

            NumpyFile.Write(Path.Combine(folder, "ids.npy"), ids, texts.Count, steps);
            NumpyFile.Write(Path.Combine(folder, "labels.npy"), [.. texts.Labels.Select(label => (long)label)], texts.Count);
            var epochSeed = FitLoop.EpochSeed(Seed, 1);
            foreach (var skip in new[] { false, true })
            {
                var layout = network.Layout(dropsAtRandom: true, skip);
                long[] rows = [.. FitLoop.Batches(texts, recipe, epochSeed).SelectMany(chunk => Order(chunk, layout))];
                NumpyFile.Write(Path.Combine(folder, $"{Name(skip)}.npy"), rows, rows.Length);
            }

            foreach (var (number, weight) in Weights(network).Index())
            {
                NumpyFile.Write(Path.Combine(folder, $"weight-{number}.npy"), initial[number], weight.shape);
            }

            var settings = new
            {
                layers = one.Describe(),
                steps,
                batch = recipe.BatchSize,
                learning_rate = recipe.LearningRate,
                epsilon = recipe.Epsilon,
                seed = epochSeed,
                weights = initial.Length,
            };
            File.WriteAllBytes(Path.Combine(folder, "network.json"), JsonSerializer.SerializeToUtf8Bytes(settings));
            pyTorch.Ask(new { prepare = folder });
        }

        IEnumerable<long> Order(int[] chunk, BatchLayout layout)
        {
            using var scope = torch.NewDisposeScope();
            return Batch.Create(texts, chunk, network.MaximumLength, layout).Rows.Select(row => (long)row);
        }

        (double Losses, double Weights) Check(bool skip)
        {
            Restore(network, initial);
            var log = new StepLog();
            Fit(skip, log);
            var its = pyTorch.Ask(new { check = Name(skip), weights = "trained" });
            var losses = its.GetProperty("losses").EnumerateArray().Zip(log.Losses, (theirs, own) => Math.Abs(theirs.GetDouble() - own) / Math.Abs(own)).Max();
            var weights = Difference(network, initial, number => Path.Combine(folder, $"trained-{number}.npy"));
            return losses <= LossTolerance && weights <= WeightTolerance
                ? (losses, weights)
                : throw new RnnOnnxException(
                    $"{one.Name}{(skip ? " without padding" : "")}: PyTorch and the trainer do not compute the same, so their times say nothing: after {batches} batches losses differ by {losses:G2} ({LossTolerance:G2} allowed), what became of the weights by {weights:G2} ({WeightTolerance:G2} allowed)");
        }
    }

    private static string Name(bool skip) => skip ? "rows-packed" : "rows";

    private static Parameter[] Weights(Network network) =>
        [.. network.Layers.SelectMany(layer => layer.CountedParameters).Where(parameter => parameter.requires_grad)];

    private static float[] Values(Parameter weight) => NetworkGraph.Floats(weight);

    private static void Restore(Network network, float[][] values)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        foreach (var (weight, value) in Weights(network).Zip(values))
        {
            weight.copy_(torch.tensor(value, weight.shape));
        }
    }

    // The length of the difference between what both sides have made of the weights, against the length of what ours has.
    private static double Difference(Network network, float[][] initial, Func<int, string> theirs)
    {
        var (difference, change) = (0.0, 0.0);
        foreach (var (number, weight) in Weights(network).Index())
        {
            var own = Values(weight);
            var other = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(theirs(number)).AsSpan()[^(own.Length * sizeof(float))..]);
            for (var i = 0; i < own.Length; i++)
            {
                difference += Math.Pow(own[i] - other[i], 2);
                change += Math.Pow(own[i] - initial[number][i], 2);
            }
        }

        return Math.Sqrt(difference / change);
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    private static (double Middle, string Text) Ratio(IEnumerable<(Cost Ours, Cost Theirs)> rounds)
    {
        var all = rounds.ToArray();
        var ordered = all.Select(round => round.Ours.Seconds / round.Theirs.Seconds).Order().ToArray();
        var (middle, processor) = (Median(ordered), Median(all.Select(round => round.Ours.ProcessorSeconds / round.Theirs.ProcessorSeconds)));
        return (middle, $"{middle:F2} ({ordered[0]:F2} to {ordered[^1]:F2}; processor {processor:F2})");
    }

    private static string Verdict(double ratio, double most) => ratio <= most ? "met" : "MISSED";

    private LabelledSequences Encode(TrainingCase one, int count)
    {
        var corpus = _corpora.Get(one.Architecture.Corpus, CorpusChoice.Auto, Console.Error.WriteLine);
        var pipeline = new WordIndexPipeline(one.Architecture.Pipeline, corpus.Vocabulary);
        var chosen = corpus.Training.Select([.. Enumerable.Range(0, Math.Min(count, corpus.Training.Count))]);
        return new LabelledSequences([.. chosen.Ids.Select(words => pipeline.Encode(words).Ids.ToArray())], chosen.Labels);
    }

    /// <summary>What an epoch cost.</summary>
    /// <param name="Seconds">By the clock.</param>
    /// <param name="ProcessorSeconds">Of the processor, which neighbours disturb less.</param>
    private readonly record struct Cost(double Seconds, double ProcessorSeconds);
}
