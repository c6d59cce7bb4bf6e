namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>A large file in the making: it takes its name by one rename once it is whole, and leaves nothing behind if it never is.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;

    /// <summary>Begins a file; its folder is made.</summary>
    /// <param name="path">The name that it will take.</param>
    public PendingFile(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        _path = path;
        _temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.tmp");
        Content = new FileStream(_temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Where the content goes.</summary>
    public FileStream Content { get; }

    /// <summary>Brings the content to the disk.</summary>
    public void Finish()
    {
        Content.Flush(flushToDisk: true);
        Content.Dispose();
    }

    /// <summary>Gives the finished file its name.</summary>
    public void Publish() => File.Move(_temporary, _path, overwrite: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        File.Delete(_temporary);
    }
}
