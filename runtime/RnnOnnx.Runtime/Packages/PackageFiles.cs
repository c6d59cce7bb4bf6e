using System.Security.Cryptography;
using System.Text.Json;

namespace RnnOnnx.Packages;

/// <summary>Reads files of a package folder within limits: never through a link, never more than was announced, and each once.</summary>
internal static class PackageFiles
{
    public const string NextStep = "run 'make train-all' or restore the file.";

    private const int ShownDigits = 12;

    /// <summary>Reads and checks the manifest of a folder, without opening any other file.</summary>
    /// <param name="folder">The package's folder.</param>
    /// <param name="name">What messages call the package.</param>
    public static ModelManifest ReadManifest(string folder, string name)
    {
        var bytes = ReadJson(folder, ModelManifest.FileName, name);
        return Parse(bytes, ModelManifest.FileName, name, ModelManifest.CurrentFormat, PackageJson.ReadManifest, ManifestRules.Violation);
    }

    /// <summary>Reads and checks the manifest of word vectors, without opening any other file.</summary>
    /// <param name="folder">The vectors' folder.</param>
    /// <param name="name">What messages call the vectors.</param>
    /// <param name="sha256">SHA-256 of what was read.</param>
    public static VectorsManifest ReadVectorsManifest(string folder, string name, out string sha256)
    {
        var bytes = ReadJson(folder, VectorsManifest.FileName, name);
        sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return Parse(bytes, VectorsManifest.FileName, name, VectorsManifest.CurrentFormat, PackageJson.ReadVectors, ManifestRules.Violation);
    }

    /// <summary>Reads a file whole and checks its size and its hash.</summary>
    public static byte[] ReadVerified(string folder, FileManifest expected, string name)
    {
        var file = Locate(folder, expected.Path, name);
        if (file.Length != expected.Bytes)
        {
            throw new PackageException($"{name}: manifest says {expected.Path} has {expected.Bytes} bytes, the file has {file.Length}; {NextStep}");
        }

        var bytes = ReadAll(file, expected.Bytes, expected.Path, name);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return sha256 == expected.Sha256
            ? bytes
            : throw new PackageException(
                $"{name}: manifest says {expected.Path} has SHA-256 {Shown(expected.Sha256)}, the file has {Shown(sha256)}; {NextStep}");
    }

    /// <summary>The first digits of a hash, enough for a person to compare.</summary>
    public static string Shown(string sha256) => $"{sha256[..ShownDigits]}…";

    private static byte[] ReadJson(string folder, string path, string name)
    {
        var file = Locate(folder, path, name);
        return file.Length <= PackageLimits.ManifestBytes
            ? ReadAll(file, file.Length, path, name)
            : throw new PackageException($"{name}: {path} has {file.Length} bytes, and the limit is {PackageLimits.ManifestBytes}; {NextStep}");
    }

    private static T Parse<T>(byte[] bytes, string path, string name, int format, Func<Stream, T> read, Func<T, string?> violationOf)
    {
        T manifest;
        try
        {
            CheckFormat(bytes, path, name, format);
            using var stream = new MemoryStream(bytes, writable: false);
            manifest = read(stream);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A name with half a surrogate pair is told as an invalid operation.
            throw new PackageException($"{name}: {path} is not a manifest: {e.Message.TrimEnd('.')}; {NextStep}", e);
        }

        return violationOf(manifest) is { } violation ? throw new PackageException($"{name}: {path} is not usable: {violation}; {NextStep}") : manifest;
    }

    // A newer format may lack what this one requires: its number is looked at before anything else, so that the message is about the format.
    private static void CheckFormat(byte[] bytes, string path, string name, int known)
    {
        using var document = JsonDocument.Parse(bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("format", out var value)
            || value.ValueKind != JsonValueKind.Number
            || !value.TryGetInt32(out var format))
        {
            throw new PackageException($"{name}: {path} has no format number; {NextStep}");
        }

        if (format != known)
        {
            throw new PackageException(
                $"{name}: {path} has format {format}, and this version reads format {known}; use the RnnOnnx version that wrote it or run 'make train-all'.");
        }
    }

    private static FileInfo Locate(string folder, string path, string name)
    {
        var place = folder;
        var segments = path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            place = Path.Combine(place, segments[i]);
            FileSystemInfo info = i + 1 < segments.Length ? new DirectoryInfo(place) : new FileInfo(place);
            if (info.LinkTarget is not null)
            {
                throw new PackageException($"{name}: {path} is a symbolic link or lies behind one; a package holds its files itself: {NextStep}");
            }

            if (!info.Exists)
            {
                throw new PackageException($"{name}: {path} is missing from {folder}; {NextStep}");
            }
        }

        return new FileInfo(place);
    }

    private static byte[] ReadAll(FileInfo file, long length, string path, string name)
    {
        // Pipes and devices report no length; opening one could wait for ever.
        if (length == 0)
        {
            return [];
        }

        try
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var bytes = GC.AllocateUninitializedArray<byte>((int)length);
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PackageException($"{name}: {path} cannot be read: {e.Message.TrimEnd('.')}; {NextStep}", e);
        }
    }
}
