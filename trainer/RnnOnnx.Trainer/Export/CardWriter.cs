using System.Security.Cryptography;
using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Export;

/// <summary>Writes the cards of packages that are in a zoo anew, and with them the hash that each manifest has of its card. All other files stay as they are, byte by byte.</summary>
/// <param name="zooPath">The zoo's folder.</param>
/// <param name="patience">How long to wait for another process that writes to it; null for ten minutes.</param>
public sealed class CardWriter(string zooPath, TimeSpan? patience = null)
{
    /// <summary>The card's file in a package.</summary>
    internal const string FileName = "README.md";

    private readonly string zooPath = Path.GetFullPath(zooPath);
    private readonly TimeSpan patience = patience ?? TimeSpan.FromMinutes(10);

    /// <summary>Writes a card of what the package, its architecture and the results say now. The package is replaced as a whole, or stays as it was.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="results">The zoo's results.</param>
    /// <returns>Whether the card said something else before.</returns>
    /// <exception cref="PackageException">The package is missing or damaged.</exception>
    /// <exception cref="ExportException">The folder cannot be written to, or another process still writes.</exception>
    public bool Rewrite(string id, IReadOnlyList<ResultRow> results)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(results);
        try
        {
            using var zoo = ZooFolder.Open(zooPath, patience);
            var place = Path.Combine(zooPath, id);
            var package = ModelPackage.Open(place);
            var card = Encoding.UTF8.GetBytes(ModelCard.Text(CardContents.Of(package, results)));
            if (package.ReadFile(FileName) is { } old && old.AsSpan().SequenceEqual(card))
            {
                return false;
            }

            var temporary = zoo.CreateTemporary(id);
            try
            {
                Copy(place, temporary);
                Put(temporary, package.Manifest, card);
                _ = ModelPackage.Open(temporary);
                zoo.Replace(id, temporary);
                ZooIndex.Write(zooPath);
                return true;
            }
            catch
            {
                ZooFolder.Delete(temporary);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ZooFolder.Unwritable(zooPath, id, e);
        }
    }

    /// <summary>Puts a card into a package's folder, and its hash into the manifest there. Between the two files the package is damaged.</summary>
    /// <param name="folder">The folder, which nobody else knows yet.</param>
    /// <param name="manifest">The package's manifest.</param>
    /// <param name="card">The card.</param>
    internal static void Put(string folder, ModelManifest manifest, byte[] card)
    {
        DurableFile.Replace(Path.Combine(folder, FileName), card);
        var file = new FileManifest(FileName, Convert.ToHexStringLower(SHA256.HashData(card)), card.Length);
        using var content = new MemoryStream();
        PackageJson.WriteManifest(content, manifest with { Files = [.. manifest.Files.Where(other => other.Path != FileName).Append(file).OrderBy(other => other.Path, StringComparer.Ordinal)] });
        DurableFile.Replace(Path.Combine(folder, ModelManifest.FileName), content.ToArray());
    }

    // Of a package's own files those whose hash is about to be checked again, and whatever else lies beside them.
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            DurableFile.Flush(copy);
        }
    }
}
