using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using TorchSharp;

namespace RnnOnnx.Benchmarks;

/// <summary>A package in the library beside the plain way: many texts, one short text, and what the library itself costs.</summary>
/// <param name="package">The package; its graph takes ids.</param>
/// <param name="plainGraph">The same network's graph of full length.</param>
/// <param name="texts">Texts to score in a round.</param>
/// <param name="rounds">Rounds of each comparison.</param>
internal sealed class RuntimeBenchmark(ModelPackage package, byte[] plainGraph, IReadOnlyList<string> texts, int rounds)
{
    private const int ShortText = 20;
    private const int ShortTexts = 100;
    private const int Calls = 400;

    private static readonly int[] PlainBatches = [1, 8, 32, 128];

    /// <summary>The graph of full length: that of a twin package whose weights are the same, or else one of weights drawn at random, whose speed is the same.</summary>
    public static byte[] PlainGraph(string id, string? twins)
    {
        if (twins is not null)
        {
            return ModelPackage.Open(Path.Combine(twins, id)).ReadGraph();
        }

        torch.set_num_threads(1);
        var architecture = ArchitectureRegistry.Find(id);
        return (architecture.Members.Count == 0
            ? Plain(architecture)
            : EnsembleExporter.Export(id, "plain", [.. architecture.Members.Select(ArchitectureRegistry.Find).Select(static member => (member.Id, Plain(member), member.Pipeline))])).ToByteArray();
    }

    /// <summary>Measures and prints Markdown tables.</summary>
    /// <param name="output">Receives them.</param>
    /// <param name="twins">True when both graphs have the same weights, and so must give the same scores.</param>
    public void Run(TextWriter output, bool twins)
    {
        using var classifier = TextClassifier.Load(package, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        using var plain = new PlainWay(plainGraph, classifier.Pipeline, null);
        Bulk(output, classifier, plain);
        Single(output, classifier, plain);
        if (twins)
        {
            var difference = plain.Score(texts, PlainBatches[^1]).Zip(classifier.Predict(texts), static (expected, prediction) => Math.Abs(expected - prediction.Scores[^1])).Max();
            output.WriteLine($"\nlargest difference between the two ways over {texts.Count:N0} texts: {difference:E1}");
        }
    }

    private static ModelProto Plain(Architecture architecture)
    {
        using var network = architecture.Build();
        return NetworkExporter.Export(network, architecture.Id, "plain", lengthAdaptive: false);
    }

    private void Bulk(TextWriter output, TextClassifier classifier, PlainWay plain)
    {
        output.WriteLine($"\n| {package.Manifest.Id}: {texts.Count:N0} texts, text to score | plain, texts/s | library, texts/s | library / plain |\n| --- | ---: | ---: | ---: |");
        foreach (var batch in PlainBatches)
        {
            var result = Comparison.Run(() => plain.Score(texts, batch), () => classifier.Predict(texts), rounds, PlainWay.Rest);
            output.WriteLine($"| plain in batches of {batch} | {texts.Count / result.Plain:N0} | {texts.Count / result.Fast:N0} | {result.Ratio:F2} ({result.Least:F2} to {result.Greatest:F2}) |");
        }

        var encoding = Comparison.Run(() => classifier.Predict(texts), () => Encode(classifier.Pipeline), rounds);
        output.WriteLine($"\ntext to ids takes {encoding.Fast / texts.Count * 1e6:N1} µs a text on one core");
    }

    private void Encode(ITextPipeline pipeline)
    {
        foreach (var text in texts)
        {
            pipeline.Encode(text);
        }
    }

    private void Single(TextWriter output, TextClassifier classifier, PlainWay plain)
    {
        var shortTexts = texts.Take(ShortTexts).Select(static text => string.Join(' ', text.Split(' ').Take(ShortText))).ToArray();
        var ids = Array.ConvertAll(shortTexts, text => new[] { classifier.Pipeline.Encode(text).Ids });
        using var session = Bare();
        using var options = new RunOptions();
        var (inputs, outputs) = (new[] { session.InputNames[0] }, new[] { session.OutputNames[0] });
        var values = Array.ConvertAll(ids, static rows => OrtValue.CreateTensorValueFromMemory([.. rows[0].Select(static id => (long)id)], [1, rows[0].Count]));
        var times = Latencies.Measure(
            Calls,
            call => classifier.Predict(shortTexts[call % shortTexts.Length]),
            call => plain.Score([shortTexts[call % shortTexts.Length]], 1),
            call => classifier.PredictIds(ids[call % ids.Length]),
            call =>
            {
                using var results = session.Run(options, inputs, [values[call % values.Length]], outputs);
                _ = results[0].GetTensorDataAsSpan<float>()[0];
            });
        Array.ForEach(values, static value => value.Dispose());

        output.WriteLine($"\n| {package.Manifest.Id}: one text of at most {ShortText} words | p50, µs | p99, µs |\n| --- | ---: | ---: |");
        string[] names = ["library, text to score", "plain, text to score", "library, ids to score", "bare session call on the same ids"];
        for (var i = 0; i < names.Length; i++)
        {
            output.WriteLine($"| {names[i]} | {times[i].Median:N1} | {times[i].P99:N1} |");
        }

        output.WriteLine($"\nplain / library: {times[1].Median / times[0].Median:F1}; the library's own cost over the session call: {times[2].Median - times[3].Median:F1} µs");
    }

    // The session as the library sets it up, so that the difference is the library.
    private InferenceSession Bare()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        return new InferenceSession(package.ReadGraph(), options);
    }
}
