using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Turns the Large Movie Review Dataset's archive into one table a part: positive reviews and then negative ones, each by file name as a string.</summary>
/// <param name="reviews">Number of reviews of one label in one part.</param>
internal sealed partial class ReviewTexts(int reviews)
{
    private const long MaximumExpanded = 2L << 30;
    private const int MaximumReview = 1 << 20;

    private static readonly string[] Parts = ["train", "test"];
    private static readonly string[] Labels = ["pos", "neg"];

    /// <summary>Converts <c>aclImdb_v1.tar.gz</c> into the training and the test table.</summary>
    public void Convert(string original, IReadOnlyList<Stream> products, CancellationToken cancellation)
    {
        try
        {
            var folders = Read(original, cancellation);
            for (var part = 0; part < Parts.Length; part++)
            {
                using var table = new GZipStream(products[part], CompressionLevel.Optimal, leaveOpen: true);
                foreach (var (label, digit) in Labels.Zip("10"))
                {
                    Write(table, original, folders[$"{Parts[part]}/{label}"], (byte)digit);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new CorpusException($"{original} is damaged ({e.Message}); delete it and run it again", e);
        }
    }

    private static void Write(Stream table, string original, SortedDictionary<string, byte[]> texts, byte label)
    {
        foreach (var (name, text) in texts)
        {
            if (text.Contains((byte)'\n') || !Utf8.IsValid(text))
            {
                throw new CorpusException($"{original}: review {name} is not one line of UTF-8; it is no original: delete it and run it again");
            }

            table.Write([label, (byte)'\t']);
            table.Write(text);
            table.WriteByte((byte)'\n');
        }
    }

    private Dictionary<string, SortedDictionary<string, byte[]>> Read(string original, CancellationToken cancellation)
    {
        var folders = Parts.SelectMany(p => Labels.Select(l => $"{p}/{l}")).ToDictionary(f => f, _ => new SortedDictionary<string, byte[]>(StringComparer.Ordinal));
        using var expanded = new BoundedStream(new GZipStream(File.OpenRead(original), CompressionMode.Decompress), MaximumExpanded, original);
        using var tar = new TarReader(expanded);
        var entries = 0;
        while (tar.GetNextEntry() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            ArchiveNames.RequireCount(original, ++entries);
            var name = ArchiveNames.Require(original, entry.Name);
            switch (entry.EntryType)
            {
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                    if (ReviewName().Match(name) is { Success: true } match && !folders[match.Groups["folder"].Value].TryAdd(match.Groups["file"].Value, Text(original, entry)))
                    {
                        throw new CorpusException($"{original} has {name} twice; it is no original: delete it and run it again");
                    }

                    break;
                case TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes:
                    break;
                default:
                    throw ArchiveNames.NoFile(original, entry.Name, entry.EntryType.ToString());
            }
        }

        return folders.FirstOrDefault(f => f.Value.Count != reviews) is { Key: { } folder, Value: var found }
            ? throw new CorpusException($"{original} has {found.Count:N0} reviews in aclImdb/{folder}, and the original has {reviews:N0}; delete it and run it again")
            : folders;
    }

    private static byte[] Text(string original, TarEntry entry)
    {
        if (entry.Length > MaximumReview)
        {
            throw new CorpusException($"{original}: review {entry.Name} has {entry.Length:N0} bytes, more than any review; it is no original: delete it and run it again");
        }

        var text = new byte[entry.Length];
        entry.DataStream?.ReadExactly(text);
        return text;
    }

    [GeneratedRegex(@"^aclImdb/(?<folder>(train|test)/(pos|neg))/(?<file>\d{1,6}_\d{1,2}\.txt)$")]
    private static partial Regex ReviewName();
}
