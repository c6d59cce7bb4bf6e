using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Evaluation;

namespace RnnOnnx.Benchmarks;

/// <summary>Every classifier of a zoo on the GPU beside the CPU: the same scores, whatever shape was replayed before and however many ask, and what a text takes.</summary>
/// <param name="zoo">The zoo.</param>
/// <param name="rounds">Rounds of each time.</param>
internal sealed class GpuCheck(ModelZoo zoo, int rounds)
{
    private const float Tolerance = 1e-4f;
    private const int Copies = 100;
    private const int Callers = 8;
    private const int Repeats = 3;

    private static readonly ClassifierOptions OnGpu = new() { Provider = ExecutionProvider.Cuda };

    /// <summary>Checks and prints a Markdown table.</summary>
    /// <returns>False when a model's scores differ by more than the tolerance. Where there is no GPU nothing is checked, which the last line says, and nothing has failed.</returns>
    public bool Run(TextWriter output)
    {
        var models = zoo.Models.Where(static model => model.Manifest is { Task: not ModelTask.Generation }).Select(static model => model.Id).ToArray();
        var agree = true;
        var ways = new List<string>();
        for (var i = 0; i < models.Length; i++)
        {
            TextClassifier gpu;
            try
            {
                gpu = zoo.LoadClassifier(models[i], OnGpu);
            }
            catch (ProviderUnavailableException e) when (i == 0)
            {
                output.WriteLine($"gpu-check: NOT RUN: no GPU. {e.Message}");
                return true;
            }

            if (i == 0)
            {
                output.WriteLine(
                    $"| model | Auto takes | not on CUDA | CUDA graphs | largest difference, at most {Tolerance:E0} | of replays | of {Callers} callers | one text, CPU µs | GPU µs | without graphs µs | many texts, CPU texts/s | GPU texts/s |\n"
                    + "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            }

            using (gpu)
            {
                agree &= Check(models[i], gpu, output);
                ways.Add($"{models[i]}: {gpu.Provider.Transfer}");
            }
        }

        ways.ForEach(output.WriteLine);
        output.WriteLine(models.Length == 0 ? $"gpu-check: NOT RUN: there are no classifiers in {zoo.Folder}; run 'make train-all'" : agree ? "gpu-check: passed" : "gpu-check: FAILED");
        return agree;
    }

    private bool Check(string id, TextClassifier gpu, TextWriter output)
    {
        using var cpu = zoo.LoadClassifier(id, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        using var auto = zoo.LoadClassifier(id);
        using var plain = zoo.LoadClassifier(id, OnGpu with { CudaGraphs = false });
        string[] texts = [.. zoo.OpenPackage(id).ReadGoldens().Select(static golden => golden.Text)];
        var expected = cpu.Predict(texts);
        var alone = texts.Select(gpu.Predict).Zip(expected, Difference).Max();
        var difference = Math.Max(alone, gpu.Predict(texts).Zip(expected, Difference).Max());
        var (replays, callers) = (OfReplays(cpu, gpu), OfCallers(gpu, texts, expected));
        string[] many = [.. Enumerable.Repeat(texts, Copies).SelectMany(static copy => copy)];
        var one = Latencies.Measure(rounds * Copies, call => cpu.Predict(texts[call % texts.Length]), call => gpu.Predict(texts[call % texts.Length]), call => plain.Predict(texts[call % texts.Length]));
        var bulk = Latencies.Measure(rounds, _ => cpu.Predict(many), _ => gpu.Predict(many));
        output.WriteLine(
            $"| {id} | {auto.Provider.Selected} | {string.Join(", ", gpu.Provider.NotOnCuda)} | {gpu.Provider.CudaGraphs} | {difference:E1} | {replays:E1} | {callers:E1} | {one[0].Median:N0} | {one[1].Median:N0} | {one[2].Median:N0} | {many.Length / bulk[0].Median * 1e6:N0} | {many.Length / bulk[1].Median * 1e6:N0} |");
        return difference <= Tolerance && replays <= Tolerance && callers <= Tolerance;
    }

    // Texts of one shape after each other, alone and in full batches: a replay that kept the input of the one before it would give its scores.
    private static float OfReplays(TextClassifier cpu, TextClassifier gpu)
    {
        const int FullBatch = 128;
        var settings = cpu.Pipeline.Settings;
        var random = new Random(1);
        var largest = 0f;
        for (var length = 1; ; length = Math.Min(2 * length, settings.MaximumLength))
        {
            int[][] rows = [.. Enumerable.Range(0, FullBatch).Select(_ => Enumerable.Range(0, length).Select(_ => random.Next(settings.VocabularySize)).ToArray())];
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                random.Shuffle(rows);
                var expected = cpu.PredictIds(rows);
                largest = Math.Max(largest, gpu.PredictIds(rows).Zip(expected, Difference).Aggregate(Math.Max));
                for (var row = 0; row < Repeats; row++)
                {
                    largest = Math.Max(largest, Difference(gpu.PredictIds([rows[row]])[0], expected[row]));
                }
            }

            if (length == settings.MaximumLength)
            {
                return largest;
            }
        }
    }

    private static float OfCallers(TextClassifier gpu, string[] texts, IReadOnlyList<Prediction> expected)
    {
        var largest = new float[Callers];
        Parallel.For(0, Callers, new ParallelOptions { MaxDegreeOfParallelism = Callers }, caller =>
        {
            for (var call = 0; call < Repeats * texts.Length; call++)
            {
                var text = (call + caller) % texts.Length;
                largest[caller] = Math.Max(largest[caller], Difference(gpu.Predict(texts[text]), expected[text]));
            }
        });
        return largest.Aggregate(Math.Max);
    }

    private static float Difference(Prediction one, Prediction other) => Difference([.. one.Scores], [.. other.Scores]);

    private static float Difference(float[] one, float[] other) => one.Zip(other, static (a, b) => Math.Abs(a - b)).Aggregate(0f, Math.Max);
}
