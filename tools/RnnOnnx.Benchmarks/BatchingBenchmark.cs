using System.Diagnostics;
using RnnOnnx.Batching;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Evaluation;
using TorchSharp;

namespace RnnOnnx.Benchmarks;

/// <summary>Many callers with one text each against all texts in one call; and a long run in which every reply is checked.</summary>
/// <param name="models">A zoo with the model; where it has none, a trial model is made.</param>
/// <param name="texts">Reviews in a round.</param>
/// <param name="requests">Requests of the long run; 0 for no long run.</param>
/// <param name="rounds">Rounds of the comparison.</param>
internal sealed class BatchingBenchmark(string models, int texts, int requests, int rounds)
{
    private const string Model = "imdb-lstm";
    private const int Callers = 64;

    /// <summary>Measures and prints.</summary>
    /// <returns>Whether every reply of the long run was right.</returns>
    public bool Run(TextWriter output)
    {
        torch.set_num_threads(1);
        var folder = Directory.CreateTempSubdirectory("rnnonnx-bench-").FullName;
        try
        {
            var package = Directory.Exists(Path.Combine(models, Model)) ? ModelPackage.Open(Path.Combine(models, Model)) : TrialModel.Create(ArchitectureRegistry.Find(Model), folder, CorpusChoice.Auto);
            using var bulk = TextClassifier.Load(package, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
            using var single = TextClassifier.Load(package, new ClassifierOptions { Provider = ExecutionProvider.Cpu, MaximumParallelism = 1 });
            using var batching = new BatchingClassifier(single);
            output.WriteLine($"{Model} on {Environment.ProcessorCount} cores, {Machine.Processor}; {Callers} callers\n");
            Compare(bulk, batching, output);
            return requests == 0 || new ReplyCheck(bulk, batching, Callers).Run(requests, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Compare(TextClassifier bulk, BatchingClassifier batching, TextWriter output)
    {
        var reviews = Reviews(output);
        var latencies = new double[reviews.Length];
        var all = new List<double>();
        using var meter = new BatchMeter();
        var result = Comparison.Run(
            () => bulk.Predict(reviews),
            () =>
            {
                Ask(batching, reviews, latencies).GetAwaiter().GetResult();
                all.AddRange(latencies);
            },
            rounds);

        // The first pass is the comparison's unmeasured one.
        var ordered = all.Skip(reviews.Length).Order().ToArray();
        output.WriteLine("| reviews | bulk, texts/s | batching, texts/s | batching / bulk | mean batch | padding | p50, ms | p99, ms | longest, ms |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        output.WriteLine(
            $"| {reviews.Length:N0} | {reviews.Length / result.Plain:N0} | {reviews.Length / result.Fast:N0} | {result.Ratio:F2} ({result.Least:F2} to {result.Greatest:F2}) | {meter.Mean("rnnonnx.batch.size"):F1} | {meter.Mean("rnnonnx.batch.padding"):P0} | {Percentile(ordered, .5):F1} | {Percentile(ordered, .99):F1} | {ordered[^1] * 1e3:F1} |");
    }

    private static Task Ask(BatchingClassifier batching, string[] reviews, double[] latencies)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < reviews.Length; i = Interlocked.Increment(ref next))
            {
                var begun = Stopwatch.GetTimestamp();
                await batching.PredictAsync(reviews[i]).ConfigureAwait(false);
                latencies[i] = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            }
        })));
    }

    private string[] Reviews(TextWriter output)
    {
        var corpus = new CorpusCatalog().Get(ArchitectureRegistry.Find(Model).Corpus, CorpusChoice.Auto, output.WriteLine);
        return [.. corpus.Test.Ids.Take(texts).Select(ids => string.Join(' ', ids.Select(id => corpus.Vocabulary[id])))];
    }

    private static double Percentile(double[] ordered, double share) => ordered[(int)(share * (ordered.Length - 1))] * 1e3;
}
