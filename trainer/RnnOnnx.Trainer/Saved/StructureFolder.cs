using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Saved;

/// <summary>A folder with a network's structure as JSON and its weights beside it; of a trained one also its vocabulary.</summary>
public static class StructureFolder
{
    /// <summary>The structure; see <see cref="NetworkStructure"/>.</summary>
    public const string FileName = "architecture.json";

    /// <summary>The weights; see <see cref="Safetensors"/>.</summary>
    public const string WeightsName = "weights.safetensors";

    private const string VocabularyName = "vocab.txt";
    private const string CountsName = "vocab-counts.txt";

    /// <summary>Writes a network into a new folder, whole or not at all.</summary>
    /// <param name="saved">The network.</param>
    /// <param name="folder">The folder, which must not exist yet or be empty.</param>
    /// <exception cref="SavedNetworkException">The folder holds something.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(SavedNetwork saved, string folder)
    {
        ArgumentNullException.ThrowIfNull(saved);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()))
        {
            throw new SavedNetworkException($"{full} is there already and not empty; name another folder, or delete it");
        }

        var parent = Directory.CreateDirectory(Path.GetDirectoryName(full)!).FullName;
        var temporary = Directory.CreateDirectory(Path.Combine(parent, $".{Path.GetFileName(full)}.tmp-{RandomNumberGenerator.GetHexString(8, lowercase: true)}")).FullName;
        try
        {
            Fill(saved, temporary);
            if (Directory.Exists(full))
            {
                Directory.Delete(full);
            }

            Directory.Move(temporary, full);
        }
        catch
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    /// <summary>Reads a folder that <see cref="Write"/> has written.</summary>
    /// <exception cref="SavedNetworkException">A file is missing or damaged.</exception>
    public static SavedNetwork Read(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var structure = Structure(Path.Combine(full, FileName));
        var vocabulary = structure.Vocabulary is { } words ? Vocabulary(full, words) : null;
        return new SavedNetwork
        {
            Source = full,
            Sha256 = structure.Weights.Sha256,
            Id = structure.Id,
            Architecture = structure.Architecture,
            Summary = structure.Summary,
            Task = structure.Task,
            Pipeline = structure.Pipeline,
            Layers = structure.Layers,
            Weights = Safetensors.Parse(Path.Combine(full, WeightsName), Verified(full, structure.Weights, WeightsName)),
            Vocabulary = vocabulary,
            Counts = structure.Counts is { } counts ? Counts(full, counts, vocabulary) : null,
            Labels = structure.Labels,
            Vectors = structure.Vectors,
            VectorsSource = structure.VectorsSource,
        };
    }

    private static void Fill(SavedNetwork saved, string folder)
    {
        var structure = new NetworkStructure
        {
            Format = NetworkStructure.CurrentFormat,
            Id = saved.Id,
            Architecture = saved.Architecture,
            Summary = saved.Summary,
            Task = saved.Task,
            Pipeline = saved.Pipeline,
            Layers = saved.Layers,
            Labels = saved.Labels,
            Vectors = saved.Vectors,
            VectorsSource = saved.VectorsSource,
            Weights = Create(folder, WeightsName, Safetensors.Write(saved.Weights)),
            Vocabulary = saved.Vocabulary is { } vocabulary ? Create(folder, vocabulary) : null,
            Counts = saved.Counts is { } counts ? Create(folder, CountsName, Encoding.ASCII.GetBytes(string.Concat(counts.Select(c => $"{c}\n")))) : null,
        };
        DurableFile.Create(Path.Combine(folder, FileName), StructureJson.Write(structure));
    }

    private static FileManifest Create(string folder, string name, byte[] content)
    {
        DurableFile.Create(Path.Combine(folder, name), content);
        return new FileManifest(name, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
    }

    private static FileManifest Create(string folder, Vocabulary vocabulary)
    {
        var path = Path.Combine(folder, VocabularyName);
        vocabulary.Save(path);
        DurableFile.Flush(path);
        using var content = File.OpenRead(path);
        return new FileManifest(VocabularyName, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
    }

    private static NetworkStructure Structure(string path)
    {
        try
        {
            var structure = StructureJson.Read(SavedFile.Read(path, PackageLimits.ManifestBytes));
            if (structure.Vectors is { } vectors && !ZooFolder.IsId(vectors.Id))
            {
                throw new SavedNetworkException($"{path} names the vectors '{vectors.Id}', which is no id; export the network again");
            }

            return structure.Format == NetworkStructure.CurrentFormat
                ? structure
                : throw new SavedNetworkException($"{path} is of format {structure.Format}, and this version reads {NetworkStructure.CurrentFormat}; export the network again");
        }
        catch (JsonException e)
        {
            throw new SavedNetworkException($"{path} is no structure of a network: {e.Message.TrimEnd('.')}; export it again, or restore it", e);
        }
    }

    private static byte[] Verified(string folder, FileManifest file, string name)
    {
        var path = Path.Combine(folder, name);
        if (file.Path != name)
        {
            throw new SavedNetworkException($"{Path.Combine(folder, FileName)} names the file '{file.Path}', which is called {name}; export the network again");
        }

        var content = SavedFile.Read(path, PackageLimits.FileBytes);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return hash == file.Sha256 && content.Length == file.Bytes
            ? content
            : throw new SavedNetworkException($"{path} has {content.Length} bytes and SHA-256 {hash}, and {FileName} says {file.Bytes} and {file.Sha256}; export the network again, or restore the file");
    }

    private static Vocabulary Vocabulary(string folder, FileManifest file)
    {
        var content = Verified(folder, file, VocabularyName);
        try
        {
            return Text.Vocabulary.Parse(content, Path.Combine(folder, VocabularyName));
        }
        catch (RnnOnnxException e)
        {
            throw new SavedNetworkException(e.Message, e);
        }
    }

    private static long[] Counts(string folder, FileManifest file, Vocabulary? vocabulary)
    {
        var lines = Encoding.ASCII.GetString(Verified(folder, file, CountsName)).TrimEnd('\n').Split('\n');
        var counts = lines.Select(line => long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : -1).ToArray();
        return counts.Length == vocabulary?.Count && Array.TrueForAll(counts, c => c >= 0)
            ? counts
            : throw new SavedNetworkException($"{Path.Combine(folder, CountsName)} does not hold one count for each line of the vocabulary; export the network again");
    }
}
