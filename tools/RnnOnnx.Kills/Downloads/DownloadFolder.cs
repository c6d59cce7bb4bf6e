using RnnOnnx.Trainer.Corpora.Download;

namespace RnnOnnx.Kills.Downloads;

/// <summary>A data folder into which something is downloaded: a file that has its name is whole, and of one that has come in part nothing is lost.</summary>
/// <param name="folder">The folder.</param>
internal sealed class DownloadFolder(string folder)
{
    private long _had;

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>The byte of the original that is to be asked for next; null when none is, for all are there.</summary>
    public long? NextByte => File.Exists(Original) || HasProducts ? null : PartLength is var have && have < MadeUpOriginal.Content.Length ? have : null;

    /// <summary>Whether there is a file that somebody was about to write.</summary>
    public bool HasHalfWritten => FolderContents.HasHalfWritten(folder);

    private string Original => Path.Combine(folder, CorpusDownload.Originals, MadeUpOriginal.File);

    private string Part => Original + ".part";

    private long PartLength => File.Exists(Part) ? new FileInfo(Part).Length : 0;

    private bool HasProducts => MadeUpOriginal.Products.All(product => File.Exists(Path.Combine(folder, product)));

    /// <summary>Looks at the files that are there.</summary>
    /// <returns>How many there are, and what is wrong with them.</returns>
    public (int Checked, IReadOnlyList<string> Faults) Look()
    {
        var faults = new List<string>();
        var files = 0;
        if (File.Exists(Original))
        {
            Compare(Original, MadeUpOriginal.Content);
        }

        foreach (var product in MadeUpOriginal.Products.Where(product => File.Exists(Path.Combine(folder, product))))
        {
            Compare(Path.Combine(folder, product), MadeUpOriginal.ProductOf(product));
        }

        if (File.Exists(Part))
        {
            files++;
            if (!MadeUpOriginal.Content.AsSpan().StartsWith(File.ReadAllBytes(Part)))
            {
                faults.Add($"{Part} is no beginning of the original");
            }
        }

        var have = File.Exists(Original) || HasProducts ? MadeUpOriginal.Content.Length : PartLength;
        if (have < _had)
        {
            faults.Add($"{have:N0} bytes have come, and there were {_had:N0} already");
        }

        _had = have;
        return (files, faults);

        void Compare(string path, ReadOnlySpan<byte> expected)
        {
            files++;
            if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(expected))
            {
                faults.Add($"{path} is not what it should be: it has {new FileInfo(path).Length:N0} bytes of {expected.Length:N0}, or other ones");
            }
        }
    }
}
