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
        using (var writer = new BinaryWriter(File.Create(Path.Combine(folder, "vectors.bin"))))
        {
            for (var token = 0; token < Tokens.Length; token++)
            {
                WriteRow(writer, token, element, dimension);
            }
        }

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

    private static void WriteRow(BinaryWriter writer, int token, VectorElement element, int dimension)
    {
        const double Scale = 1 / 8d;
        if (element == VectorElement.Int8Rows)
        {
            writer.Write((float)Scale);
        }

        for (var i = 0; i < dimension; i++)
        {
            var number = Number(token, i);
            switch (element)
            {
                case VectorElement.Float16:
                    writer.Write((Half)number);
                    break;
                case VectorElement.Int8Rows:
                    writer.Write((sbyte)(number / Scale));
                    break;
                default:
                    writer.Write((float)number);
                    break;
            }
        }
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
