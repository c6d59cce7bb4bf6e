using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Benchmarks;

/// <summary>Every package of a zoo: how long it takes to load, and how far a text's scores depend on the texts beside it.</summary>
/// <param name="zoo">The zoo.</param>
/// <param name="texts">Texts of unlike lengths, beside those of each package's goldens.</param>
/// <param name="rounds">Loads of each package.</param>
internal sealed class ZooBenchmark(ModelZoo zoo, IReadOnlyList<string> texts, int rounds)
{
    /// <summary>Texts that are enough to have all batches full and of unlike lengths.</summary>
    public const int Texts = 100;

    private static readonly int[] Batches = [2, 3, 8, 32, 1000];

    /// <summary>Measures and prints a Markdown table, a line as soon as it is there.</summary>
    public void Run(TextWriter output)
    {
        output.WriteLine($"\n| package | load, ms | largest difference alone / in batches of {string.Join(", ", Batches)} |\n| --- | ---: | ---: |");
        foreach (var model in zoo.Models)
        {
            output.WriteLine(model.Manifest switch
            {
                null => $"| {model.Id} | damaged | |",
                { Task: ModelTask.Generation } => $"| {model.Id} | {Load(() => zoo.LoadGenerator(model.Id, ExecutionProvider.Cpu)):N1} | one text at a time |",
                _ => $"| {model.Id} | {Load(() => LoadClassifier(model.Id, 1)):N1} | {Difference(model.Id):E1} |",
            });
        }
    }

    private TextClassifier LoadClassifier(string id, int batch) =>
        zoo.LoadClassifier(id, new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumBatchSize = batch, MaximumParallelism = 1 });

    // From the folder to the first score that could be given, hashes included; the files are in the system's cache from the second time on.
    private double Load(Func<IDisposable> load) => Latencies.Measure(rounds, _ => load().Dispose())[0].Median / 1e3;

    private float Difference(string id)
    {
        string[] all = [.. zoo.OpenPackage(id).ReadGoldens().Select(static golden => golden.Text), .. texts];
        using var alone = LoadClassifier(id, 1);
        var expected = Array.ConvertAll(all, text => alone.Predict(text).Scores);
        var largest = 0f;
        foreach (var batch in Batches)
        {
            using var classifier = LoadClassifier(id, batch);
            var together = classifier.Predict(all);
            for (var i = 0; i < all.Length; i++)
            {
                largest = Math.Max(largest, expected[i].Zip(together[i].Scores, static (a, b) => Math.Abs(a - b)).Max());
            }
        }

        return largest;
    }
}
