using System.Security.Cryptography;
using System.Text.Json;
using RnnOnnx.Packages;

namespace RnnOnnx.Verification;

/// <summary>Checks a zoo, or one package of it, with all that a package says about itself. A damaged package does not keep the others from being checked.</summary>
public static class ZooVerifier
{
    /// <summary>The file that lists a zoo's packages.</summary>
    public const string IndexFile = "index.json";

    /// <summary>Checks a folder.</summary>
    /// <param name="folder">A zoo, a package, or a vectors package.</param>
    /// <returns>Each package as it has been checked; of a zoo its index at the end.</returns>
    /// <exception cref="RnnOnnxException">There is no such folder, or no package in it.</exception>
    public static IEnumerable<VerifiedPackage> Verify(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(full))
        {
            throw new RnnOnnxException($"The folder {full} does not exist; give a zoo or a package.");
        }

        if (IsPackage(full))
        {
            return [PackageVerifier.Verify(full)];
        }

        string[] packages = [.. Directory.EnumerateDirectories(full).Where(IsPackage).Order(StringComparer.Ordinal)];
        return packages.Length == 0
            ? throw new RnnOnnxException($"There is no package in {full}; run 'make train-all' or give the folder that holds the models.")
            : packages.Select(PackageVerifier.Verify).Append(Index(full, packages));
    }

    // Folders with a dot are a writer's own.
    private static bool IsPackage(string folder) =>
        !Path.GetFileName(folder).StartsWith('.') && (Path.Exists(Path.Combine(folder, ModelManifest.FileName)) || Path.Exists(Path.Combine(folder, VectorsManifest.FileName)));

    private static VerifiedPackage Index(string zoo, IEnumerable<string> packages)
    {
        PackageCheck check;
        try
        {
            var listed = Listed(File.ReadAllBytes(Path.Combine(zoo, IndexFile)));
            var there = packages.Where(package => Path.Exists(Path.Combine(package, ModelManifest.FileName))).ToDictionary(package => Path.GetFileName(package), Hash);
            string[] faults =
            [
                .. listed.Keys.Except(there.Keys).Select(id => $"it lists {id}, which is not there"),
                .. there.Keys.Except(listed.Keys).Select(id => $"it does not list {id}"),
                .. there.Where(package => listed.TryGetValue(package.Key, out var hash) && hash != package.Value).Select(package => $"it has another hash of the manifest of {package.Key}"),
            ];
            check = new("index", faults.Length == 0, faults.Length == 0 ? $"{listed.Count} packages with the hashes of their manifests" : string.Join("; ", faults));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            check = new("index", false, $"it cannot be read: {e.Message}");
        }

        return new VerifiedPackage(IndexFile, [check]);
    }

    private static Dictionary<string, string> Listed(byte[] index)
    {
        using var document = JsonDocument.Parse(index);
        return document.RootElement.GetProperty("packages").EnumerateArray()
            .ToDictionary(static package => package.GetProperty("id").GetString() ?? "", static package => package.GetProperty("manifestSha256").GetString() ?? "");
    }

    private static string Hash(string package) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(package, ModelManifest.FileName))));
}
