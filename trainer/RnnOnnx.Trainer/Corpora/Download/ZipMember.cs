using System.IO.Compression;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Reads single members of zip archives without unpacking them to the disk.</summary>
internal static class ZipMember
{
    private const int UnixKind = 0xF000;
    private const int UnixFile = 0x8000;
    private const int UnixFolder = 0x4000;

    /// <summary>Hands a member's content to a reader.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">The member.</param>
    /// <param name="maximum">Most bytes that it may have.</param>
    /// <param name="read">Reads it to its end.</param>
    /// <exception cref="CorpusException">The archive is damaged, hostile, or lacks the member.</exception>
    public static void Read(string path, string name, long maximum, Action<Stream> read)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            ArchiveNames.RequireCount(path, zip.Entries.Count);
            foreach (var entry in zip.Entries)
            {
                ArchiveNames.Require(path, entry.FullName);
                if (((entry.ExternalAttributes >> 16) & UnixKind) is not (0 or UnixFile or UnixFolder))
                {
                    throw ArchiveNames.NoFile(path, entry.FullName, "link or a device");
                }
            }

            if (zip.Entries.Where(e => e.FullName == name).ToArray() is not [var member])
            {
                throw new CorpusException($"{path} should have one member '{name}'; it is no original: delete it and run it again");
            }

            using var content = new BoundedStream(member.Open(), Math.Min(member.Length, maximum), $"{name} in {path}");
            read(content);
            if (content.Position != member.Length)
            {
                throw new CorpusException($"{name} in {path} ends after {content.Position:N0} of {member.Length:N0} bytes; delete the archive and run it again");
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new CorpusException($"{path} is damaged ({e.Message}); delete it and run it again", e);
        }
    }
}
