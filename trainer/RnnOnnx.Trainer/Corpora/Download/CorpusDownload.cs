namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>Fills a data folder with public corpora: fetches each original, verifies it, converts it, and puts the files in place only when they are whole.</summary>
/// <param name="corpora">The corpora that there are.</param>
/// <param name="download">Fetches originals.</param>
/// <param name="output">Where the report goes.</param>
public sealed class CorpusDownload(IReadOnlyList<PublicCorpus> corpora, OriginDownload download, TextWriter output)
{
    /// <summary>Folder of the originals, below the data folder.</summary>
    public const string Originals = "originals";

    /// <summary>Makes the files that are not there yet.</summary>
    /// <param name="names">The corpora wanted; none for all.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="keepOriginals">Whether downloaded originals stay after their conversion. Originals that were there before always stay.</param>
    /// <param name="cancellation">Stops; what is whole stays.</param>
    /// <exception cref="DownloadException">An original could not be had, or is another; what is missing has been listed.</exception>
    /// <exception cref="CorpusException">An original has not the content that it should have.</exception>
    public async Task RunAsync(IReadOnlyCollection<string> names, string folder, bool keepOriginals, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(names);
        output.WriteLine($"data folder: {folder}");
        var chosen = corpora.Where(c => names.Count == 0 || names.Contains(c.Name)).ToArray();
        try
        {
            foreach (var corpus in chosen)
            {
                output.WriteLine($"{corpus.Name}: {corpus.Terms}");
                foreach (var part in corpus.Parts)
                {
                    await RunAsync(part, folder, keepOriginals, cancellation);
                }
            }
        }
        catch (DownloadException)
        {
            List(chosen, folder);
            throw;
        }
    }

    private static bool IsThere(CorpusPart part, string folder) => part.Products.All(p => File.Exists(Path.Combine(folder, p)));

    private async Task RunAsync(CorpusPart part, string folder, bool keepOriginals, CancellationToken cancellation)
    {
        if (IsThere(part, folder))
        {
            output.WriteLine($"  {string.Join(", ", part.Products)}: there already");
            return;
        }

        var originals = Path.Combine(folder, Originals);
        var isOurs = !File.Exists(Path.Combine(originals, part.Origin.File));
        var original = await download.GetAsync(part.Origin, originals, cancellation);
        output.WriteLine($"  {part.Origin.File}: {part.Origin.Bytes:N0} bytes, SHA-256 as pinned");
        Convert(part, original, folder, cancellation);
        if (!isOurs || keepOriginals)
        {
            output.WriteLine($"  {original} stays");
        }
        else
        {
            File.Delete(original);
            if (!Directory.EnumerateFileSystemEntries(originals).Any())
            {
                Directory.Delete(originals);
            }
        }
    }

    private void Convert(CorpusPart part, string original, string folder, CancellationToken cancellation)
    {
        var products = new List<PendingFile>();
        try
        {
            foreach (var product in part.Products)
            {
                products.Add(new PendingFile(Path.Combine(folder, product)));
            }

            part.Convert(original, [.. products.Select(p => p.Content)], cancellation);
            products.ForEach(p => p.Finish());
            products.ForEach(p => p.Publish());
            output.WriteLine($"  wrote {string.Join(", ", part.Products)}");
        }
        finally
        {
            products.ForEach(p => p.Dispose());
        }
    }

    // Where there is no network, everything that is to be fetched by other means should be known at once.
    private void List(PublicCorpus[] chosen, string folder)
    {
        output.WriteLine("still missing; an original that is put in its place is verified and converted by the next run:");
        foreach (var part in chosen.SelectMany(c => c.Parts).Where(p => !IsThere(p, folder)))
        {
            output.WriteLine($"  {part.Origin.ByHand(Path.GetFullPath(Path.Combine(folder, Originals, part.Origin.File)))}");
        }
    }
}
