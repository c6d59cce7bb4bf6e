using RnnOnnx.Packages;
using RnnOnnx.TinyPackages;

namespace RnnOnnx.Fuzz.Cases;

/// <summary>The good zoos that all cases start from: every operator, pipeline and kind of package is in one of them.</summary>
internal static class StartingPoints
{
    public static IReadOnlyList<ZooImage> All { get; } = Create();

    /// <summary>Words that mean something to some pipeline.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. TinyPackage.Tokens, .. TinyVectors.Tokens, .. TinyGenerator.Tokens, "good", "dont", "can't"];

    private static List<ZooImage> Create()
    {
        var all = new List<ZooImage>();
        Add("tiny-masked", static zoo => TinyNetworks.WriteMasked(zoo));
        Add("tiny-cnn-gru", static zoo => TinyNetworks.WriteConvolution(zoo));
        Add("tiny-blocks", static zoo => TinyNetworks.WriteBlocks(zoo));
        Add("tiny-bag", static zoo => TinyPackage.WriteBag(zoo));
        Add("tiny-topics", static zoo => TinyPackage.WriteTopics(zoo));
        Add("tiny-position", static zoo => TinyPackage.WritePosition(zoo));
        Add("tiny-data", static zoo => TinyGenerator.WriteData(zoo));
        foreach (var (element, pipeline) in new[]
        {
            (VectorElement.Float32, TinyVectors.Pipeline),
            (VectorElement.Float16, TinyVectors.Pipeline with { Unknown = UnknownTokens.Random, UnknownSeed = 7 }),
            (VectorElement.Int8Rows, TinyVectors.Pipeline with { Unknown = UnknownTokens.Unk }),
        })
        {
            Add(
                "tiny-w2v",
                zoo =>
                {
                    TinyVectors.Write(zoo, element);
                    TinyPackage.WriteVectors(zoo, TinyVectors.Reference(zoo), pipeline: pipeline);
                },
                TinyVectors.Id);
        }

        foreach (var (number, (settings, vocabulary)) in TinyPipelines.All.Index().Where(static pipeline => pipeline.Item.Settings.Kind != "character-sequence"))
        {
            var id = $"tiny-pipeline-{number}";
            Add(
                id,
                zoo => TinyPackage.Write(
                    zoo,
                    id,
                    TinyGraphs.Bag(settings.VocabularySize, 1),
                    ["negative", "positive"],
                    ModelTask.Binary,
                    settings with { Replacements = [new TextReplacement("<br />", " "), new TextReplacement("aa", "a")] },
                    [.. Enumerable.Range(0, vocabulary.Count).Select(token => vocabulary[token])],
                    TinyPackage.Describe("ids", "int64", "batch", "time") with { LengthAdaptive = true }));
        }

        return all;

        void Add(string model, Action<string> write, string? vectors = null)
        {
            var folder = Directory.CreateTempSubdirectory("rnnonnx-fuzz-").FullName;
            try
            {
                write(folder);
                var zoo = ZooImage.Read(folder, model, vectors);
                // One of each has counts, which nothing else needs.
                var lines = zoo.Files[$"{model}/vocab.txt"].Count(static letter => letter == '\n');
                zoo.Files[$"{model}/{ModelPackage.CountsFile}"] = [.. Enumerable.Range(0, lines).SelectMany(static line => System.Text.Encoding.ASCII.GetBytes($"{line}\n"))];
                var manifest = zoo.Manifest();
                zoo.SetManifest(manifest with { Files = [.. manifest.Files, zoo.Describe(model, ModelPackage.CountsFile)] });
                all.Add(zoo);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
