using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using Xunit;
using Xunit.Abstractions;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>Every network of the zoo three times: its plain full-length graph, its length-adaptive one, and the trainer's own evaluation.</summary>
public sealed class PaddingSkipTests(ITestOutputHelper output)
{
    public static TheoryData<string> PrePadded => [.. Ids(SequenceSide.Pre)];

    public static TheoryData<string> PostPadded => [.. Ids(SequenceSide.Post)];

    [Theory]
    [MemberData(nameof(PrePadded))]
    public void Scores_are_those_of_the_full_length_at_every_length_and_in_mixed_batches(string id)
    {
        var architecture = ArchitectureRegistry.Find(id);
        var maximum = architecture.Pipeline.MaximumLength;
        var odd = (maximum / 4) | 1;
        // 0 to 3 steps of padding reach into a convolution's left edge in different ways.
        int[] lengths = [0, 1, 2, 3, odd, odd + 1, maximum - 3, maximum - 2, maximum - 1, maximum, maximum + 231];
        using var scope = torch.NewDisposeScope();
        using var network = RandomNetworks.Of(architecture);
        var random = new Random(5);
        var texts = Array.ConvertAll(lengths, n => Enumerable.Range(0, n).Select(_ => (long)random.Next(1, architecture.Pipeline.VocabularySize)).ToArray());
        using var adaptive = new OnnxSession(NetworkExporter.Export(network, id, "adaptive", lengthAdaptive: true));
        float[][] expected;
        using (var plain = new OnnxSession(NetworkExporter.Export(network, id, "plain", lengthAdaptive: false)))
        {
            expected = plain.Scores(Array.ConvertAll(texts, t => Padded(t, maximum)));
        }

        var column = Enumerable.Range(0, expected[0].Length).MaxBy(c => expected.Max(e => e[c]) - expected.Min(e => e[c]));
        expected.Max(e => e[column]).Should().BeGreaterThan(expected.Min(e => e[column]) + 0.01f, "equal scores would prove nothing");
        var tolerance = Math.Max(architecture.Tolerance, 1e-5);
        var alone = texts.Select(t => adaptive.Scores(t.Length == 0 ? [0L] : t)[0]).ToArray();
        Report("alone", alone);
        Report("in one batch with a text that is too long", adaptive.Scores(Array.ConvertAll(texts, t => Padded(t, maximum + 231))));
        var half = (maximum / 2) + 1;
        int[] fitting = [.. Enumerable.Range(0, texts.Length).Where(i => texts[i].Length <= half)];
        fitting.Should().HaveCount(6);
        Report("in a batch that is shorter than the full length", adaptive.Scores(Array.ConvertAll(fitting, i => Padded(texts[i], half))), fitting);
        Report("in the trainer", TrainerScores(network, Array.ConvertAll(texts, t => t.Length > maximum ? t[^maximum..] : t)));

        void Report(string where, float[][] scores, int[]? rows = null)
        {
            output.WriteLine($"{id} {where}: largest difference from the plain graph {Difference(scores, expected, rows):G3}");
            scores.SelectMany(s => s).ToArray().ShouldBeClose((rows?.Select(i => expected[i]) ?? expected).SelectMany(e => e).ToArray(), tolerance, "a text {0} may not score differently because padding was skipped", where);
        }
    }

    [Theory]
    [MemberData(nameof(PostPadded))]
    public void Networks_that_are_filled_at_the_end_score_in_their_graph_as_in_the_trainer(string id)
    {
        var architecture = ArchitectureRegistry.Find(id);
        var maximum = architecture.Pipeline.MaximumLength;
        using var scope = torch.NewDisposeScope();
        using var network = RandomNetworks.Of(architecture);
        int[] lengths = [0, 1, 2, (maximum / 4) | 1, maximum - 1, maximum];
        var random = new Random(5);
        var vocabulary = network.Layers[0] is WordVectorsLayer ? 50 : architecture.Pipeline.VocabularySize;
        var texts = Array.ConvertAll(lengths, n => Enumerable.Range(0, n).Select(_ => (long)random.Next(1, vocabulary)).ToArray());
        long[] ids = [.. texts.SelectMany(t => t.Concat(new long[maximum - t.Length]))];
        (string, Microsoft.ML.OnnxRuntime.OrtValue) input;
        if (network.Layers[0] is WordVectorsLayer { OutputShape.Features: { } units } words)
        {
            // Padding is a vector of zeros, here as in the runtime.
            float[] table = [.. new float[units], .. Waves.Of((vocabulary - 1) * (int)units, 1)];
            words.SetTable(table);
            float[] vectors = [.. ids.SelectMany(i => table.AsSpan((int)(i * units), (int)units).ToArray())];
            input = (NetworkExporter.VectorsName, OnnxRun.Floats(vectors, texts.Length, maximum, units));
        }
        else
        {
            input = (NetworkExporter.InputName, OnnxRun.Int64s(ids, texts.Length, maximum));
        }

        using var plain = new OnnxSession(NetworkExporter.Export(network, id, "plain", lengthAdaptive: false));
        var outputs = plain.Run(input);
        var scores = outputs[NetworkExporter.OutputName];
        scores.Shape.Should().Equal(texts.Length, 1);
        (scores.Values.Max() - scores.Values.Min()).Should().BeGreaterThan(0.01f, "equal scores would prove nothing");
        var trained = TrainerScores(network, texts).SelectMany(s => s).ToArray();
        output.WriteLine($"{id}: largest difference between trainer and graph {trained.Zip(scores.Values).Max(p => Math.Abs(p.First - p.Second)):G3}");
        trained.ShouldBeClose(scores.Values, 1e-5, "a package must give the trained model's scores");
        if (network.ScoresSteps)
        {
            var (steps, shape) = outputs[NetworkExporter.StepScoresName];
            shape.Should().Equal(texts.Length, maximum, 1);
            scores.Values.ShouldBeClose(steps.Chunk(maximum).Select(row => row.Average(v => (double)v)).ToArray(), 1e-6, "a text's score is the mean over all its steps");
        }

        var adaptive = () => NetworkExporter.Export(network, id, "adaptive", lengthAdaptive: true);
        adaptive.Should().Throw<ExportException>("padding after the text cannot be left out").WithMessage($"*{id}*full-length*");
    }

    private static IEnumerable<string> Ids(SequenceSide padding) =>
        ArchitectureRegistry.All.Where(a => a.Layers.Count > 0 && a.Task != ModelTask.Generation && a.Pipeline.Padding == padding).Select(a => a.Id);

    private static float[][] TrainerScores(Network network, long[][] texts)
    {
        network.eval();
        using var noGradients = torch.no_grad();
        var sequences = new LabelledSequences(Array.ConvertAll(texts, t => Array.ConvertAll(t, i => (int)i)), new int[texts.Length]);
        var (input, _, rows) = Batch.Create(sequences, [.. Enumerable.Range(0, texts.Length)], network.MaximumLength, network.Layout(dropsAtRandom: false));
        var values = LayerWeights.Floats(network.Scores(network.call(input)));
        var byRow = values.Chunk(values.Length / rows.Count).Zip(rows).ToDictionary(p => p.Second, p => p.First);
        return [.. Enumerable.Range(0, texts.Length).Select(text => byRow[text])];
    }

    private static float Difference(float[][] scores, float[][] expected, int[]? rows) =>
        scores.SelectMany((s, i) => s.Zip(expected[rows?[i] ?? i])).Max(p => Math.Abs(p.First - p.Second));

    private static long[] Padded(long[] ids, int length) => ids.Length >= length ? ids[^length..] : [.. new long[length - ids.Length], .. ids];
}
