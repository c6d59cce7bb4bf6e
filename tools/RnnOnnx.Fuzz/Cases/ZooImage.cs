using System.Security.Cryptography;
using RnnOnnx.Packages;

namespace RnnOnnx.Fuzz.Cases;

/// <summary>A zoo of one model in memory: its files, and links where files should be.</summary>
internal sealed class ZooImage
{
    private ZooImage(string model, string? vectors, SortedDictionary<string, byte[]> files)
    {
        Model = model;
        Vectors = vectors;
        Files = files;
    }

    public string Model { get; }

    /// <summary>Id of the vectors that the model needs; null when it needs none.</summary>
    public string? Vectors { get; }

    /// <summary>Contents by path within the zoo.</summary>
    public SortedDictionary<string, byte[]> Files { get; }

    /// <summary>Targets of links by path within the zoo.</summary>
    public SortedDictionary<string, string> Links { get; } = new(StringComparer.Ordinal);

    public string ManifestPath => $"{Model}/{ModelManifest.FileName}";

    public string GraphPath => $"{Model}/1/model.onnx";

    public byte[] Graph
    {
        get => Files[GraphPath];
        set => Files[GraphPath] = value;
    }

    /// <summary>Reads a zoo that lies in a folder.</summary>
    public static ZooImage Read(string folder, string model, string? vectors = null)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            files[Path.GetRelativePath(folder, path).Replace('\\', '/')] = File.ReadAllBytes(path);
        }

        return new ZooImage(model, vectors, files);
    }

    public ZooImage Copy() => new(Model, Vectors, new SortedDictionary<string, byte[]>(Files, StringComparer.Ordinal));

    public void Write(string folder)
    {
        foreach (var (path, content) in Files)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, content);
        }

        foreach (var (path, target) in Links)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.CreateSymbolicLink(full, target.Length == 0 ? folder : target);
        }
    }

    /// <summary>Makes sizes and hashes right again, so that what was changed gets past them.</summary>
    public void Seal()
    {
        if (Vectors is not null)
        {
            using var read = new MemoryStream(Files[$"{Vectors}/{VectorsManifest.FileName}"]);
            var vectors = PackageJson.ReadVectors(read);
            using var written = new MemoryStream();
            PackageJson.WriteVectors(written, vectors with { Vectors = Describe(Vectors, vectors.Vectors.Path), Vocabulary = Describe(Vectors, vectors.Vocabulary.Path) });
            Files[$"{Vectors}/{VectorsManifest.FileName}"] = written.ToArray();
        }

        var manifest = Manifest();
        SetManifest(manifest with { Files = [.. manifest.Files.Select(file => Describe(Model, file.Path))] });
        NameVectors();
    }

    /// <summary>Makes the model name its vectors by the hash that their manifest has now.</summary>
    public void NameVectors()
    {
        if (Vectors is not null)
        {
            SetManifest(Manifest() with { Vectors = new VectorsReference(Vectors, Hash(Files[$"{Vectors}/{VectorsManifest.FileName}"])) });
        }
    }

    public ModelManifest Manifest()
    {
        using var stream = new MemoryStream(Files[ManifestPath]);
        return PackageJson.ReadManifest(stream);
    }

    public void SetManifest(ModelManifest manifest)
    {
        using var stream = new MemoryStream();
        PackageJson.WriteManifest(stream, manifest);
        Files[ManifestPath] = stream.ToArray();
    }

    public FileManifest Describe(string folder, string path) => new(path, Hash(Files[$"{folder}/{path}"]), Files[$"{folder}/{path}"].Length);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
