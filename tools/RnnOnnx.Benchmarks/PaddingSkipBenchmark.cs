using RnnOnnx.Inference;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Training;
using TorchSharp;

namespace RnnOnnx.Benchmarks;

/// <summary>The same networks with their padding computed and left out. Weights are hardly trained: speed does not depend on them.</summary>
/// <param name="texts">Texts to predict in a round.</param>
/// <param name="batches">Batches to train on in a round.</param>
/// <param name="rounds">Rounds of each comparison.</param>
internal sealed class PaddingSkipBenchmark(int texts, int batches, int rounds)
{
    private const int ShortText = 20;
    private const int SingleRuns = 50;

    private static readonly ConsoleProgress Silence = new(TextWriter.Null, false, TimeProvider.System);

    private readonly CorpusCatalog _corpora = new();

    // The networks whose corpora are ids; all that leave padding out in one way or another are among them.
    private static IEnumerable<Architecture> WordIds => ArchitectureRegistry.Zoo.Where(a => a.Pipeline.Kind == WordIndexPipeline.Kind);

    /// <summary>Measures and prints a Markdown table for each part.</summary>
    public void Run(TextWriter output)
    {
        torch.set_num_threads(1);
        var folder = Directory.CreateTempSubdirectory("rnnonnx-bench-").FullName;
        try
        {
            output.WriteLine($"torch: {EngineVersions.Torch}; ONNX Runtime: {EngineVersions.OnnxRuntime}; {Environment.ProcessorCount} cores; {rounds} rounds, median; ratio with its least and greatest");
            output.WriteLine("\n| training, sequences/s | padding computed | left out | ratio |\n| --- | ---: | ---: | ---: |");
            foreach (var architecture in WordIds)
            {
                output.WriteLine(Training(architecture));
            }

            output.WriteLine("\n| prediction on the CPU | padding computed | left out | ratio |\n| --- | ---: | ---: | ---: |");
            foreach (var architecture in WordIds)
            {
                foreach (var row in Prediction(architecture, folder))
                {
                    output.WriteLine(row);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Training(Architecture architecture)
    {
        using var network = architecture.Build();
        if (network.Layout(dropsAtRandom: true) != BatchLayout.SharedPadding)
        {
            return $"| {architecture.Id} | | not possible: random dropout, pooling or Flatten needs the padding of each text by itself | |";
        }

        var corpus = Encode(architecture, corpus => corpus.Training, batches * architecture.Recipes[0].BatchSize);
        var (plain, fast, ratio, least, greatest) = Comparison.Run(() => Fit(false), () => Fit(true), rounds);
        return $"| {architecture.Id} | {corpus.Count / plain:N0} | {corpus.Count / fast:N0} | {ratio:F2} ({least:F2} to {greatest:F2}) |";

        void Fit(bool skip) =>
            new FitLoop(network, new Objective(architecture.Task), architecture.Recipes[0] with { Epochs = 1 }, skip)
                .Fit(corpus, corpus.Select([0]), null, 1, Silence, default);
    }

    private IEnumerable<string> Prediction(Architecture architecture, string folder)
    {
        using var plain = Load(architecture, Path.Combine(folder, "plain"), lengthAdaptive: false);
        using var fast = Load(architecture, Path.Combine(folder, "fast"), lengthAdaptive: true);
        var ids = Encode(architecture, corpus => corpus.Test, texts).Ids;
        var bulk = Comparison.Run(() => plain.PredictIds(ids), () => fast.PredictIds(ids), rounds);
        yield return $"| {architecture.Id}, {ids.Count:N0} reviews, texts/s | {ids.Count / bulk.Plain:N0} | {ids.Count / bulk.Fast:N0} | {bulk.Ratio:F2} ({bulk.Least:F2} to {bulk.Greatest:F2}) |";

        int[][] single = [[.. Enumerable.Range(4, ShortText)]];
        var one = Comparison.Run(() => Repeat(plain), () => Repeat(fast), rounds);
        yield return $"| {architecture.Id}, one text of {ShortText} words, µs | {one.Plain / SingleRuns * 1e6:N0} | {one.Fast / SingleRuns * 1e6:N0} | {one.Ratio:F2} ({one.Least:F2} to {one.Greatest:F2}) |";

        void Repeat(TextClassifier classifier)
        {
            for (var run = 0; run < SingleRuns; run++)
            {
                classifier.PredictIds(single);
            }
        }
    }

    private static TextClassifier Load(Architecture architecture, string models, bool lengthAdaptive) =>
        TextClassifier.Load(TrialModel.Create(architecture, models, CorpusChoice.Sample, lengthAdaptive), new ClassifierOptions { Provider = ExecutionProvider.Cpu });

    private LabelledSequences Encode(Architecture architecture, Func<Corpus, LabelledSequences> part, int count)
    {
        var corpus = _corpora.Get(architecture.Corpus, CorpusChoice.Auto, Console.Error.WriteLine);
        var pipeline = new WordIndexPipeline(architecture.Pipeline, corpus.Vocabulary);
        var all = part(corpus);
        var chosen = all.Select([.. Enumerable.Range(0, Math.Min(count, all.Count))]);
        return new LabelledSequences([.. chosen.Ids.Select(words => pipeline.Encode(words).Ids.ToArray())], chosen.Labels);
    }
}
