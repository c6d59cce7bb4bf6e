using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace RnnOnnx.Kills;

/// <summary>All files of a folder by their path in it, each with its hash, and all folders in it, with a slash behind and nothing as their hash.</summary>
internal static partial class FolderContents
{
    public static SortedDictionary<string, string> Of(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => KeyValuePair.Create(Path.GetRelativePath(folder, file), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))))
            .Concat(Directory.GetDirectories(folder, "*", SearchOption.AllDirectories).Select(inner => KeyValuePair.Create(Path.GetRelativePath(folder, inner) + "/", "")))
            .ToDictionary(),
        StringComparer.Ordinal);

    /// <summary>What two folders differ in, in words; null for nothing.</summary>
    public static string? Difference(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> found)
    {
        string[] differences =
        [
            .. expected.Keys.Except(found.Keys).Select(path => $"{path} is missing"),
            .. found.Keys.Except(expected.Keys).Select(path => $"{path} should not be there"),
            .. expected.Where(file => found.TryGetValue(file.Key, out var hash) && hash != file.Value).Select(file => $"{file.Key} has other bytes"),
        ];
        return differences.Length == 0 ? null : string.Join(", ", differences);
    }

    /// <summary>Whether there is a file or folder that somebody was about to write.</summary>
    public static bool HasHalfWritten(string folder) => Of(folder).Keys.Any(path => HalfWritten().IsMatch(path));

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    // The temporary names of packages, files and checkpoints, of compressions, and of downloads.
    [GeneratedRegex(@"\.tmp(-|$)|\.storing/|\.part$")]
    private static partial Regex HalfWritten();
}
