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
        var originals = Path.Combine(folder, Originals);
        var original = Path.Combine(originals, part.Origin.File);
        var isThere = IsThere(part, folder);
        if (isThere)
        {
            output.WriteLine($"  {string.Join(", ", part.Products)}: there already");
        }
        else
        {
            original = await download.GetAsync(part.Origin, originals, path => File.Create(Fetched(path)).Dispose(), cancellation);
            output.WriteLine($"  {part.Origin.File}: {part.Origin.Bytes:N0} bytes, SHA-256 as pinned");
            try
            {
                Convert(part, original, folder, cancellation);
            }
            catch (CorpusException)
            {
                // The user is told to put another in its place, which then is the user's own.
                File.Delete(Fetched(original));
                throw;
            }
        }

        Leave(original, keepOriginals, isThere);
    }

    // An original that this program has fetched has a file beside it that says so: without it one that a killed run has left would be taken for the user's own, and stay for ever.
    private static string Fetched(string original) => Path.Combine(Path.GetDirectoryName(original)!, $".{Path.GetFileName(original)}.fetched");

    private void Leave(string original, bool keepOriginals, bool wasThere)
    {
        if (!keepOriginals && File.Exists(Fetched(original)))
        {
            File.Delete(original);
        }
        else if (!wasThere)
        {
            output.WriteLine($"  {original} stays");
        }

        if (Path.GetDirectoryName(original) is { } originals && Directory.Exists(originals))
        {
            File.Delete(Fetched(original));
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
