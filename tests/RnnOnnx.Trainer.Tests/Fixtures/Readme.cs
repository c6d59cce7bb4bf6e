using System.Text.RegularExpressions;
using RnnOnnx.Trainer.Corpora;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>What the documentation shows to its readers.</summary>
internal static class Readme
{
    public static string Root => DataFolder.RepositoryRoot(AppContext.BaseDirectory)!;

    public static string Text => File.ReadAllText(Path.Combine(Root, "README.md"));

    /// <summary>Writes the file of texts that the README gives as an example of one's own.</summary>
    public static string WriteTickets(string folder)
    {
        var path = Path.Combine(folder, "tickets.csv");
        File.WriteAllText(path, Regex.Match(Text, "```csv\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        return path;
    }
}
