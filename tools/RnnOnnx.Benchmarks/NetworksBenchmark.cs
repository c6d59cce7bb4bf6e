using System.Diagnostics;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using TorchSharp;

namespace RnnOnnx.Benchmarks;

/// <summary>Size, accuracy and speed of every network: one text in the graph that leaves padding out against the plain full-length one of the same weights, which are drawn at random.</summary>
/// <param name="models">The zoo whose accuracies are shown.</param>
/// <param name="rounds">Rounds of each comparison.</param>
internal sealed class NetworksBenchmark(string models, int rounds)
{
    private const int Seed = 11;
    private const int FirstWord = 4;
    private const double RoundSeconds = .003;

    /// <summary>The texts: a sentence, IMDB's mean review, and one that leaves nothing to be filled. Longer ones than a network takes are cut.</summary>
    public static IReadOnlyList<(string Name, int Words)> Lengths { get; } = [("20 words", 20), ("235 words", 235), ("full length", int.MaxValue)];

    /// <summary>Measures all networks, one after the other.</summary>
    /// <param name="done">Gets each network's row as soon as it is there.</param>
    public IReadOnlyList<NetworkRow> Run(Action<NetworkRow> done)
    {
        torch.set_num_threads(1);
        var rows = new List<NetworkRow>();
        foreach (var architecture in ArchitectureRegistry.Zoo.Where(a => a.Layers.Count > 0 && a.Task != ModelTask.Generation))
        {
            rows.Add(Measure(architecture));
            done(rows[^1]);
        }

        return rows;
    }

    private NetworkRow Measure(Architecture architecture)
    {
        torch.manual_seed(Seed);
        using var network = architecture.Build();
        var plain = NetworkExporter.Export(network, architecture.Id, "plain", lengthAdaptive: false);
        var adaptive = network.IsLengthAdaptive ? NetworkExporter.Export(network, architecture.Id, "adaptive", lengthAdaptive: true) : null;
        var (corpus, accuracy) = Accuracy(architecture.Id);
        using var plainSession = Load(plain);
        using var adaptiveSession = adaptive is null ? null : Load(adaptive);
        var times = Lengths.Select(length =>
        {
            var words = Math.Min(length.Words, architecture.Pipeline.MaximumLength);
            using var full = Text(architecture, plain, words, architecture.Pipeline.MaximumLength);
            using var text = Text(architecture, plain, words, words);
            return Compare(() => Score(plainSession, full), adaptiveSession is null ? null : () => Score(adaptiveSession, text));
        });
        return new NetworkRow(architecture, (adaptive ?? plain).CalculateSize(), corpus, accuracy, [.. times]);
    }

    private (string? Corpus, double? Accuracy) Accuracy(string id)
    {
        if (!File.Exists(Path.Combine(models, id, ModelManifest.FileName)))
        {
            return default;
        }

        using var zoo = ModelZoo.Open(models);
        var training = zoo.OpenPackage(id).Manifest.Training;
        return (training.Corpus, training.Metrics.TryGetValue("test_accuracy", out var accuracy) ? accuracy : null);
    }

    private NetworkTime Compare(Action plain, Action? adaptive)
    {
        var (slow, fast) = (Repeated(plain, out var runsOfPlain), Repeated(adaptive ?? plain, out var runsOfAdaptive));
        var result = Comparison.Run(slow, fast, rounds);
        var microseconds = result.Plain / runsOfPlain * 1e6;
        return adaptive is null
            ? new NetworkTime(microseconds, null, null)
            : new NetworkTime(microseconds, result.Fast / runsOfAdaptive * 1e6, result.Ratio * runsOfAdaptive / runsOfPlain);
    }

    // As many runs as make a round long enough for the clock and for chance.
    private static Action Repeated(Action run, out int runs)
    {
        run();
        var watch = Stopwatch.StartNew();
        run();
        var count = runs = Math.Max(1, (int)(RoundSeconds / watch.Elapsed.TotalSeconds));
        return () =>
        {
            for (var i = 0; i < count; i++)
            {
                run();
            }
        };
    }

    private static InferenceSession Load(ModelProto model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new InferenceSession(model.ToByteArray(), options);
    }

    private static void Score(InferenceSession session, OrtValue text)
    {
        using var run = new RunOptions();
        using var scores = session.Run(run, [session.InputNames[0]], [text], [session.OutputNames[0]]);
    }

    // One row of words, filled to a number of steps where the pipeline fills it.
    private static OrtValue Text(Architecture architecture, ModelProto graph, int words, int steps)
    {
        var start = architecture.Pipeline.Padding == SequenceSide.Pre ? steps - words : 0;
        var input = graph.Graph.Input[0].Type.TensorType;
        if (input.ElemType == (int)TensorProto.Types.DataType.Int64)
        {
            var ids = new long[steps];
            for (var i = 0; i < words; i++)
            {
                ids[start + i] = Math.Min(FirstWord + i, architecture.Pipeline.VocabularySize - 1);
            }

            return OrtValue.CreateTensorValueFromMemory(ids, [1, steps]);
        }

        var units = (int)input.Shape.Dim[2].DimValue;
        var vectors = new float[steps * units];
        for (var i = start * units; i < (start + words) * units; i++)
        {
            vectors[i] = MathF.Sin(i);
        }

        return OrtValue.CreateTensorValueFromMemory(vectors, [1, steps, units]);
    }
}
