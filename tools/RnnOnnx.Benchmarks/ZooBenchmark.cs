using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Evaluation;

namespace RnnOnnx.Benchmarks;

/// <summary>Every package of a zoo: its factor over the plain way, how far a text's scores depend on the texts beside it, and how long it takes to load.</summary>
/// <param name="zoo">The zoo.</param>
/// <param name="texts">Texts of each network's corpus.</param>
/// <param name="rounds">Rounds of each time.</param>
internal sealed class ZooBenchmark(ModelZoo zoo, TestTexts texts, int rounds)
{
    private const int Texts = 1000;
    private const int PlainBatch = 32;

    private static readonly int[] Batches = [2, 3, 8, 32, 1000];

    /// <summary>Measures and prints a Markdown table, a line as soon as it is there.</summary>
    public void Run(TextWriter output)
    {
        output.WriteLine(
            $"\n| package, {Texts} test texts of its corpus | library, texts/s | over plain in batches of 1 | over plain in batches of {PlainBatch} | largest difference alone / in batches of {string.Join(", ", Batches)} | load, ms |"
            + "\n| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var model in zoo.Models)
        {
            output.WriteLine($"| {model.Id} | {model.Manifest switch
            {
                null => "damaged | | | | |",
                { Task: ModelTask.Generation } => $"one text at a time | | | | {Load(() => zoo.LoadGenerator(model.Id, ExecutionProvider.Cpu)):N1} |",
                _ => Classifier(model.Id),
            }}");
        }
    }

    private string Classifier(string id)
    {
        var package = zoo.OpenPackage(id);
        var architecture = ArchitectureRegistry.All.FirstOrDefault(architecture => architecture.Id == package.Manifest.Architecture);
        string[] all = [.. architecture is null ? [] : texts.Of(architecture, Texts), .. package.ReadGoldens().Select(static golden => golden.Text)];
        return $"{Speed(package, architecture, all)} | {Difference(id, all):E1} | {Load(() => LoadClassifier(id, 1, 1)):N1} |";
    }

    private string Speed(ModelPackage package, Architecture? architecture, string[] all)
    {
        // A user's network has no place in the register.
        if (architecture is null)
        {
            return "| |";
        }

        using var classifier = LoadClassifier(package.Manifest.Id, null, null);
        using var plain = new PlainWay(RuntimeBenchmark.PlainGraph(architecture.Id, null), classifier.Pipeline, package.Vectors);
        var one = Comparison.Run(() => plain.Score(all, 1), () => classifier.Predict(all), rounds, PlainWay.Rest);
        var many = Comparison.Run(() => plain.Score(all, PlainBatch), () => classifier.Predict(all), rounds, PlainWay.Rest);
        return $"{all.Length / one.Fast:N0} | {one.Ratio:F2} ({one.Least:F2} to {one.Greatest:F2}) | {many.Ratio:F2} ({many.Least:F2} to {many.Greatest:F2})";
    }

    private TextClassifier LoadClassifier(string id, int? batch, int? parallelism) =>
        zoo.LoadClassifier(id, new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumBatchSize = batch, MaximumParallelism = parallelism });

    // From the folder to the first score that could be given, hashes included; the files are in the system's cache from the second time on.
    private double Load(Func<IDisposable> load) => Latencies.Measure(rounds, _ => load().Dispose())[0].Median / 1e3;

    private float Difference(string id, string[] all)
    {
        using var alone = LoadClassifier(id, 1, 1);
        var expected = Array.ConvertAll(all, text => alone.Predict(text).Scores);
        var largest = 0f;
        foreach (var batch in Batches)
        {
            using var classifier = LoadClassifier(id, batch, 1);
            var together = classifier.Predict(all);
            for (var i = 0; i < all.Length; i++)
            {
                largest = Math.Max(largest, expected[i].Zip(together[i].Scores, static (a, b) => Math.Abs(a - b)).Max());
            }
        }

        return largest;
    }
}
