namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Checks the names within archives. No entry is ever written under its own name; one that points out of the archive still shows that it is no original.</summary>
internal static class ArchiveNames
{
    /// <summary>The most entries that an archive may have.</summary>
    public const int MaximumEntries = 200_000;

    /// <summary>Gives an entry's name as a relative path with slashes.</summary>
    /// <param name="archive">The archive, for the error.</param>
    /// <param name="entry">The entry's name.</param>
    /// <exception cref="CorpusException">The name is absolute or leads upwards.</exception>
    public static string Require(string archive, string entry)
    {
        var name = entry.StartsWith("./", StringComparison.Ordinal) ? entry[2..] : entry;
        return name.StartsWith('/') || name.AsSpan().ContainsAny("\\:\0") || name.Split('/').Contains("..")
            ? throw new CorpusException($"{archive} has an entry '{entry}', which points out of the archive; it is no original: delete it and run it again")
            : name;
    }

    /// <summary>The error for an entry that is neither file nor folder.</summary>
    public static CorpusException NoFile(string archive, string entry, string kind) =>
        new($"{archive} has an entry '{entry}' that is a {kind}, and files and folders alone are expected; it is no original: delete it and run it again");

    /// <summary>Counts entries.</summary>
    /// <exception cref="CorpusException">There are too many.</exception>
    public static void RequireCount(string archive, int entries)
    {
        if (entries > MaximumEntries)
        {
            throw new CorpusException($"{archive} has more than {MaximumEntries:N0} entries; it is no original: delete it and run it again");
        }
    }
}
