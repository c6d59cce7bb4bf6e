using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Evaluation;

namespace RnnOnnx.Benchmarks;

/// <summary>Every classifier of a zoo on the GPU beside the CPU: the same scores, and what a text takes.</summary>
/// <param name="zoo">The zoo.</param>
/// <param name="rounds">Rounds of each time.</param>
internal sealed class GpuCheck(ModelZoo zoo, int rounds)
{
    private const float Tolerance = 1e-4f;
    private const int Copies = 100;

    /// <summary>Checks and prints a Markdown table.</summary>
    /// <returns>False when a model's scores differ by more than the tolerance. Where there is no GPU nothing is checked, which the last line says, and nothing has failed.</returns>
    public bool Run(TextWriter output)
    {
        var models = zoo.Models.Where(static model => model.Manifest is { Task: not ModelTask.Generation }).Select(static model => model.Id).ToArray();
        var agree = true;
        for (var i = 0; i < models.Length; i++)
        {
            TextClassifier gpu;
            try
            {
                gpu = zoo.LoadClassifier(models[i], new ClassifierOptions { Provider = ExecutionProvider.Cuda });
            }
            catch (ProviderUnavailableException e) when (i == 0)
            {
                output.WriteLine($"gpu-check: NOT RUN: no GPU. {e.Message}");
                return true;
            }

            if (i == 0)
            {
                output.WriteLine($"| model | Auto takes | not on CUDA | largest difference, at most {Tolerance:E0} | one text, CPU µs | GPU µs | many texts, CPU texts/s | GPU texts/s |\n| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |");
            }

            using (gpu)
            {
                agree &= Check(models[i], gpu, output);
            }
        }

        output.WriteLine(models.Length == 0 ? $"gpu-check: NOT RUN: there are no classifiers in {zoo.Folder}; run 'make train-all'" : agree ? "gpu-check: passed" : "gpu-check: FAILED");
        return agree;
    }

    private bool Check(string id, TextClassifier gpu, TextWriter output)
    {
        using var cpu = zoo.LoadClassifier(id, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        using var auto = zoo.LoadClassifier(id);
        string[] texts = [.. zoo.OpenPackage(id).ReadGoldens().Select(static golden => golden.Text)];
        var alone = texts.Select(text => Difference(cpu.Predict(text), gpu.Predict(text))).Max();
        var together = cpu.Predict(texts).Zip(gpu.Predict(texts), Difference).Max();
        string[] many = [.. Enumerable.Repeat(texts, Copies).SelectMany(static copy => copy)];
        var one = Latencies.Measure(rounds * Copies, call => cpu.Predict(texts[call % texts.Length]), call => gpu.Predict(texts[call % texts.Length]));
        var bulk = Latencies.Measure(rounds, _ => cpu.Predict(many), _ => gpu.Predict(many));
        var difference = Math.Max(alone, together);
        output.WriteLine(
            $"| {id} | {auto.Provider.Selected} | {string.Join(", ", gpu.Provider.NotOnCuda)} | {difference:E1} | {one[0].Median:N0} | {one[1].Median:N0} | {many.Length / bulk[0].Median * 1e6:N0} | {many.Length / bulk[1].Median * 1e6:N0} |");
        return difference <= Tolerance;
    }

    private static float Difference(Prediction one, Prediction other) => one.Scores.Zip(other.Scores, static (a, b) => Math.Abs(a - b)).Max();
}
