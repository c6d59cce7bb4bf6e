using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace RnnOnnx.Trainer.Export;

/// <summary>
/// A zoo's folder while one process writes to it. Packages are built in temporary siblings and put in place by renames:
/// <list type="number">
/// <item><c>.ID.tmp-XXXXXXXX</c> is filled and checked; a death here leaves it behind, and the package in place is untouched;</item>
/// <item>the package in place becomes <c>.ID.old-XXXXXXXX</c>; a death here leaves no package in place, and the next start moves it back;</item>
/// <item>the temporary folder becomes <c>ID</c>; from here on the new package counts;</item>
/// <item>the old one is renamed to a temporary name, then deleted, so that a folder called old is always a whole package.</item>
/// </list>
/// A file lock keeps other trainers out, so whatever temporary folder is found when it is held belongs to a dead process.
/// File contents are flushed to the disk; folder entries are not, so after a power failure the manifest's hashes have the last word.
/// </summary>
internal sealed partial class ZooFolder : IDisposable
{
    private const string LockName = ".lock";
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);
    private readonly string path;
    private readonly FileStream writing;

    private ZooFolder(string path, FileStream writing)
    {
        this.path = path;
        this.writing = writing;
    }

    /// <summary>Creates the folder if needed, waits until no other process writes to it, and clears away what dead ones have left.</summary>
    /// <param name="path">The zoo's folder.</param>
    /// <param name="patience">How long to wait for another process.</param>
    /// <exception cref="ExportException">Another process still writes to it.</exception>
    public static ZooFolder Open(string path, TimeSpan patience)
    {
        Directory.CreateDirectory(path);
        var zoo = new ZooFolder(path, Lock(path, patience));
        try
        {
            zoo.Recover();
            return zoo;
        }
        catch
        {
            zoo.Dispose();
            throw;
        }
    }

    /// <summary>Whether a package can have an id.</summary>
    public static bool IsId(string id) => Id().IsMatch(id);

    /// <summary>Creates an empty temporary folder for a package.</summary>
    /// <exception cref="ExportException">The id cannot be a folder's name.</exception>
    public string CreateTemporary(string id)
    {
        if (!IsId(id))
        {
            throw new ExportException($"'{id}' is no model id: it names a folder and is made of lower-case letters, digits and hyphens; choose another.");
        }

        return Directory.CreateDirectory(Sibling(id, "tmp")).FullName;
    }

    /// <summary>Puts a finished temporary folder in a package's place.</summary>
    /// <returns>The package's folder.</returns>
    public string Replace(string id, string temporary)
    {
        var place = Path.Combine(path, id);
        if (!Directory.Exists(place))
        {
            Directory.Move(temporary, place);
            return place;
        }

        var old = Sibling(id, "old");
        Directory.Move(place, old);
        try
        {
            Directory.Move(temporary, place);
        }
        catch
        {
            Directory.Move(old, place);
            throw;
        }

        Discard(id, old);
        return place;
    }

    /// <summary>Deletes a folder of this zoo that is no longer wanted.</summary>
    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The error for a package that the disk or its permissions refuse.</summary>
    public static ExportException Unwritable(string path, string id, Exception cause) => new(
        $"{id}: the package cannot be written into {path}: {StorageFailure.Reason(cause).TrimEnd('.')}; make the folder writable with room on its disk and run the same command again, which goes on after the last epoch",
        cause);

    /// <summary>Lets other processes write.</summary>
    public void Dispose() => writing.Dispose();

    private static FileStream Lock(string path, TimeSpan patience)
    {
        var file = Path.Combine(path, LockName);
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException))
            {
                if (waited.Elapsed >= patience)
                {
                    throw new ExportException($"{path}: another process has been writing packages for {patience.TotalSeconds:0} s ({e.Message}); let it finish, or end it, then export again.", e);
                }

                Thread.Sleep(RetryInterval);
            }
        }
    }

    private void Recover()
    {
        foreach (var folder in Directory.GetDirectories(path).Order(StringComparer.Ordinal))
        {
            var leftOver = LeftOver().Match(Path.GetFileName(folder));
            if (!leftOver.Success)
            {
                continue;
            }

            var id = leftOver.Groups["id"].Value;
            var place = Path.Combine(path, id);
            if (leftOver.Groups["kind"].Value == "tmp")
            {
                Delete(folder);
            }
            else if (Directory.Exists(place))
            {
                Discard(id, folder);
            }
            else
            {
                Directory.Move(folder, place);
            }
        }
    }

    private void Discard(string id, string folder)
    {
        var temporary = Sibling(id, "tmp");
        Directory.Move(folder, temporary);
        Delete(temporary);
    }

    private string Sibling(string id, string kind) => Path.Combine(path, $".{id}.{kind}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,63}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\.(?<id>[a-z0-9][a-z0-9-]{0,63})\.(?<kind>tmp|old)-[0-9a-f]{8}\z")]
    private static partial Regex LeftOver();
}
