using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using RnnOnnx.Packages;

namespace RnnOnnx.Runtime.Tests.Fixtures;

/// <summary>A small zoo in which everything is as it says: three models, word vectors and an index.</summary>
internal static class GoodZoo
{
    public const string Stored = "tiny-bag";
    public const string Topics = "tiny-topics";
    public const string Words = "tiny-w2v";

    private const string Review = "Not a bad film at all.";
    private const string Opinion = "I like this movie";
    private const string Float32Goldens = "golden-float32.json";
    private static readonly int[] Ids = [1, 6, 7, 8, 5, 9, 10];

    /// <summary>Writes the zoo; the bag of words says how its weights are stored.</summary>
    public static void Write(string zoo)
    {
        TinyPackage.WriteBag(zoo);
        Complete(zoo, Stored, new Golden(Review, Ids, [(float)TinyGraphs.BagProbability(Ids)]), isStored: true);
        TinyPackage.WriteTopics(zoo);
        Complete(zoo, Topics, new Golden(Review, Ids, [.. TinyGraphs.BagProbabilities(Ids, 3).Select(p => (float)p)]), isStored: false);
        TinyVectors.Write(zoo);
        TinyPackage.WriteVectors(zoo, TinyVectors.Reference(zoo));
        int[] words = [2, 3, 4, 5];
        int[] padded = [.. words, .. new int[TinyPackage.MaximumLength - words.Length]];
        Complete(zoo, Words, new Golden(Opinion, words, [(float)TinyGraphs.VectorsProbability(padded, TinyVectors.Dimension)]), isStored: false, padded);
        WriteIndex(zoo);
    }

    /// <summary>Lists the packages as they are now.</summary>
    public static void WriteIndex(string zoo)
    {
        var packages = Directory.GetDirectories(zoo).Where(folder => File.Exists(Path.Combine(folder, ModelManifest.FileName))).Order(StringComparer.Ordinal)
            .Select(folder => new { id = Path.GetFileName(folder), manifestSha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, ModelManifest.FileName)))) });
        File.WriteAllText(Path.Combine(zoo, "index.json"), JsonSerializer.Serialize(new { format = 1, packages }));
    }

    /// <summary>Changes a file, and the manifest so that it vouches for it.</summary>
    public static void Rewrite(string zoo, string id, string path, Func<byte[], byte[]> change)
    {
        var file = Path.Combine(zoo, id, path);
        File.WriteAllBytes(file, change(File.ReadAllBytes(file)));
        Change(zoo, id, manifest => manifest with { Files = [.. manifest.Files.Select(listed => listed.Path == path ? TinyPackage.Describe(Path.Combine(zoo, id), path) : listed)] });
    }

    /// <summary>Changes a manifest, and the index so that it vouches for it.</summary>
    public static void Change(string zoo, string id, Func<ModelManifest, ModelManifest> change)
    {
        TinyPackage.WriteManifest(zoo, change(Manifest(zoo, id)), id);
        WriteIndex(zoo);
    }

    private static ModelManifest Manifest(string zoo, string id)
    {
        using var stream = File.OpenRead(Path.Combine(zoo, id, ModelManifest.FileName));
        return PackageJson.ReadManifest(stream);
    }

    private static void Complete(string zoo, string id, Golden golden, bool isStored, int[]? padded = null)
    {
        var folder = Path.Combine(zoo, id);
        float[] scores = [.. golden.Scores];
        Write(folder, "golden.json", golden);
        Directory.CreateDirectory(Path.Combine(folder, "test_data_set_0"));
        File.WriteAllBytes(Path.Combine(folder, "test_data_set_0", "input_0.pb"), padded is null
            ? TinyGraphs.Tensor("ids", TinyGraphs.Longs, [1, golden.Ids.Count], MemoryMarshal.AsBytes<long>([.. golden.Ids.Select(i => (long)i)])).ToArray()
            : TinyGraphs.Tensor("vectors", TinyGraphs.Floats, [1, padded.Length, TinyVectors.Dimension],
                MemoryMarshal.AsBytes<float>([.. padded.SelectMany(word => Enumerable.Range(0, TinyVectors.Dimension).Select(i => (float)TinyVectors.Number(word, i)))])).ToArray());
        File.WriteAllBytes(Path.Combine(folder, "test_data_set_0", "output_0.pb"), TinyGraphs.Tensor("scores", TinyGraphs.Floats, [1, scores.Length], MemoryMarshal.AsBytes<float>(scores)).ToArray());
        string[] files = ["1/model.onnx", "vocab.txt", "labels.txt", "golden.json", "test_data_set_0/input_0.pb", "test_data_set_0/output_0.pb"];
        if (padded is not null)
        {
            // The second output of the tiny network over vectors: the sum of which the score is the sigmoid.
            File.WriteAllBytes(Path.Combine(folder, "test_data_set_0", "output_1.pb"), TinyGraphs.Tensor("sums", TinyGraphs.Floats, [1, 1], MemoryMarshal.AsBytes<float>([MathF.Log(scores[0] / (1 - scores[0]))])).ToArray());
            files = [.. files, "test_data_set_0/output_1.pb"];
        }

        StorageManifest? storage = null;
        if (isStored)
        {
            files = [.. files, Float32Goldens];
            Write(folder, Float32Goldens, golden with { Scores = [scores[0] + 0.001f] });
            storage = new StorageManifest
            {
                Weights = WeightStorage.Float32,
                Elements = new Dictionary<string, long> { ["float32"] = 48, ["int64"] = 8 },
                Float32Sha256 = new string('a', 64),
                Float32Bytes = 1000,
                Bytes = new FileInfo(Path.Combine(folder, "1", "model.onnx")).Length,
                Validation = new StoredAccuracy(0.9, 0.9005),
                Test = new StoredAccuracy(0.9, 0.8995),
                Float32Goldens = Float32Goldens,
                LargestDifference = 0.001,
            };
        }

        TinyPackage.WriteManifest(zoo, Manifest(zoo, id) with { Files = [.. files.Select(path => TinyPackage.Describe(folder, path))], Storage = storage }, id);
    }

    private static void Write(string folder, string file, Golden golden)
    {
        using var stream = File.Create(Path.Combine(folder, file));
        PackageJson.WriteGoldens(stream, [golden]);
    }
}
