using System.Runtime.InteropServices;
using RnnOnnx.Packages;

namespace RnnOnnx.Runtime.Tests.Fixtures;

/// <summary>A model that reads numbers, so that a reply tells which text it belongs to: the score is the sigmoid of <c>number / 50,000 - 1</c>.</summary>
/// <remarks>A number is five words, one for each decimal place; filler words weigh nothing. Neighbouring numbers' scores differ by 4e-6, which is 60 times the resolution of single precision.</remarks>
internal static class NumberPackage
{
    public const string Id = "tiny-numbers";
    public const int Numbers = 100_000;
    private const int Places = 5;
    private const int FirstWord = 4;
    private const string Filler = "and";

    /// <summary>Writes the package.</summary>
    /// <param name="zoo">Its folder.</param>
    /// <param name="id">The model's id.</param>
    /// <param name="isReversed">True for a model that gives one minus the score, so that its replies are not those of the other.</param>
    public static void Write(string zoo, string id = Id, bool isReversed = false)
    {
        string[] words = [.. from place in Enumerable.Range(0, Places) from digit in Enumerable.Range(0, 10) select Word(place, digit)];
        string[] tokens = ["<PAD>", "<START>", "<OOV>", "<UNUSED>", .. words, Filler];
        var weights = new float[tokens.Length];
        for (var i = 0; i < words.Length; i++)
        {
            weights[FirstWord + i] = (float)(i % 10 * Math.Pow(10, i / 10) / (Numbers / 2));
        }

        weights[1] = -1;
        if (isReversed)
        {
            weights = Array.ConvertAll(weights, static weight => -weight);
        }

        var graph = TinyGraphs.Model(
            [
                TinyGraphs.Node("Gather", ["weights", "ids"], "rows"),
                TinyGraphs.Node("ReduceSum", ["rows", "axes"], "sums").Message(5, TinyGraphs.Attribute("keepdims", 0)),
                TinyGraphs.Node("Sigmoid", ["sums"], "scores"),
            ],
            [
                TinyGraphs.Tensor("weights", TinyGraphs.Floats, [tokens.Length, 1], MemoryMarshal.AsBytes(weights.AsSpan())),
                TinyGraphs.Tensor("axes", TinyGraphs.Longs, [1], MemoryMarshal.AsBytes<long>([1L])),
            ],
            [TinyGraphs.Value("ids", TinyGraphs.Longs, "batch", "time")],
            [TinyGraphs.Value("scores", TinyGraphs.Floats, "batch", "width")]);
        TinyPackage.Write(
            zoo,
            id,
            graph,
            ["small", "large"],
            ModelTask.Binary,
            TinyPipelines.WordIndex with { VocabularySize = tokens.Length, MaximumLength = 64 },
            tokens,
            TinyPackage.Describe("ids", "int64", "batch", "time") with { LengthAdaptive = true });
    }

    /// <summary>A text that says a number, with so many words that say nothing.</summary>
    public static string Text(int number, int fillers) =>
        string.Join(' ', Enumerable.Range(0, Places).Select(place => Word(place, number / (int)Math.Pow(10, place) % 10)).Concat(Enumerable.Repeat(Filler, fillers)));

    /// <summary>The number that a positive score stands for.</summary>
    public static int Number(float score) => (int)Math.Round((Math.Log(score / (1.0 - score)) + 1) * (Numbers / 2));

    private static string Word(int place, int digit) => $"p{place}d{digit}";
}
