using System.Buffers.Binary;
using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.TinyPackages;

/// <summary>Writes small vectors packages whose numbers follow from a formula.</summary>
internal static class TinyVectors
{
    public const int Dimension = 3;
    public const string Id = "vectors-tiny";

    public static readonly string[] Tokens = ["<PAD>", "<UNK>", "I", "like", "this", "movie", "n't"];

    /// <summary>Document 001's pipeline over these words.</summary>
    public static PipelineManifest Pipeline { get; } = TinyPipelines.Treebank with { VocabularySize = Tokens.Length };

    /// <summary>Number i of an id's vector: eighths, which half precision holds exactly; nothing for padding.</summary>
    public static double Number(int id, int i) => id == 0 ? 0 : Math.Round(Math.Sin((id * 1.7) + i) * 8) / 8;

    public static VectorsManifest Write(string zoo, VectorElement element = VectorElement.Float32, int dimension = Dimension, string id = Id)
    {
        var folder = Path.Combine(zoo, id);
        Directory.CreateDirectory(folder);
        var size = element == VectorElement.Float16 ? 2 : 4;
        var bytes = new byte[Tokens.Length * dimension * size];
        for (var i = 0; i < Tokens.Length * dimension; i++)
        {
            var number = Number(i / dimension, i % dimension);
            if (element == VectorElement.Float16)
            {
                BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(i * size), (Half)number);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * size), (float)number);
            }
        }

        File.WriteAllBytes(Path.Combine(folder, "vectors.bin"), bytes);
        Vocabulary.FromTokens(Tokens).Save(Path.Combine(folder, "vocab.txt"));
        var manifest = new VectorsManifest
        {
            Format = VectorsManifest.CurrentFormat,
            Id = id,
            Source = "Sines, rounded to eighths.",
            Dimension = dimension,
            Count = Tokens.Length,
            Element = element,
            PaddingRow = true,
            UnknownRow = true,
            Vectors = TinyPackage.Describe(folder, "vectors.bin"),
            Vocabulary = TinyPackage.Describe(folder, "vocab.txt"),
        };
        WriteManifest(zoo, manifest, id);
        return manifest;
    }

    /// <summary>Writes a manifest as it is, whether it tells the truth or not.</summary>
    public static void WriteManifest(string zoo, VectorsManifest manifest, string? folder = null)
    {
        using var stream = File.Create(Path.Combine(zoo, folder ?? manifest.Id, VectorsManifest.FileName));
        PackageJson.WriteVectors(stream, manifest);
    }

    /// <summary>What a model says to name these vectors as they lie there now.</summary>
    public static VectorsReference Reference(string zoo, string id = Id) => new(id, TinyPackage.Describe(Path.Combine(zoo, id), VectorsManifest.FileName).Sha256);
}
