using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>Length-adaptive graphs against plain full-length ones, both in ONNX Runtime on the CPU.</summary>
public sealed class PaddingSkipTests(ITestOutputHelper output)
{
    public static TheoryData<string> Ids => [.. ArchitectureRegistry.All.Where(a => a.Members.Count == 0 && a.Pipeline.Padding == SequenceSide.Pre).Select(a => a.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Scores_are_those_of_the_full_length_at_every_length_and_in_mixed_batches(string id)
    {
        var architecture = ArchitectureRegistry.Find(id);
        var maximum = architecture.Pipeline.MaximumLength;
        int[] lengths = [1, 2, 3, maximum / 4, (maximum / 4) + 1, maximum - 1, maximum, maximum + 231];
        using var network = RandomNetworks.Of(architecture);
        var adaptive = NetworkExporter.Export(network, id, "adaptive", lengthAdaptive: true);
        var plain = NetworkExporter.Export(network, id, "plain", lengthAdaptive: false);
        var random = new Random(5);
        var texts = lengths.Select(n => Enumerable.Range(0, n).Select(_ => (long)random.Next(1, architecture.Pipeline.VocabularySize)).ToArray())
            .Append([0L]) // an empty text
            .ToArray();

        var expected = Run(plain, [.. texts.Select(t => Padded(t, maximum))]);
        var column = Enumerable.Range(0, expected[0].Length).MaxBy(c => expected.Max(e => e[c]) - expected.Min(e => e[c]));
        expected.Max(e => e[column]).Should().BeGreaterThan(expected.Min(e => e[column]) + 0.01f, "equal scores would prove nothing");
        var alone = texts.Select(t => Run(adaptive, [t])[0]).ToArray();
        var mixedLength = (maximum / 2) + 1;
        var short_ = Enumerable.Range(0, texts.Length).Where(i => texts[i].Length <= mixedLength).ToArray();
        var mixed = Run(adaptive, [.. short_.Select(i => Padded(texts[i], mixedLength))]);

        var largest = texts.Select((_, i) => Difference(alone[i], expected[i])).Concat(short_.Select((i, row) => Difference(mixed[row], expected[i]))).Max();
        output.WriteLine($"{id}: largest difference between the adaptive and the plain graph {largest:G3}");
        largest.Should().BeLessThanOrEqualTo((float)Math.Max(architecture.Tolerance, 1e-5), "a user's score may not depend on how much padding was skipped");
    }

    private static float Difference(float[] a, float[] b) => a.Zip(b).Max(p => Math.Abs(p.First - p.Second));

    private static long[] Padded(long[] ids, int length) => ids.Length >= length ? ids[^length..] : [.. new long[length - ids.Length], .. ids];

    private static float[][] Run(Trainer.Export.Onnx.ModelProto model, long[][] rows)
    {
        var (values, shape) = OnnxRun.Run(model, ("ids", OnnxRun.Int64s([.. rows.SelectMany(r => r)], rows.Length, rows[0].Length)))["scores"];
        return [.. values.Chunk((int)shape[1])];
    }
}
