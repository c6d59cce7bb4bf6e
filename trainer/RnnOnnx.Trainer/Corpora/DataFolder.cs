namespace RnnOnnx.Trainer.Corpora;

/// <summary>Finds the folders of the corpora. A corpus is taken from the first of them that has all its files, so that one which was downloaded does not hide the others.</summary>
public static class DataFolder
{
    /// <summary>Name of the environment variable that says where the corpora are.</summary>
    public const string Variable = "RNNONNX_DATA";

    /// <summary>The folders that are looked through: <see cref="Variable"/> alone if set, else those that there are of <c>data</c> and <c>../shared/data</c> beside the project.</summary>
    /// <param name="from">A folder within the project; null for the current one.</param>
    /// <exception cref="CorpusException"><see cref="Variable"/> names a folder that does not exist.</exception>
    public static IReadOnlyList<string> All(string? from = null)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named)
                ? [named]
                : throw new CorpusException($"{Variable} is '{named}', and there is no such folder; correct it, or unset it to look in data and ../shared/data");
        }

        from ??= Environment.CurrentDirectory;
        var root = RepositoryRoot(from) ?? from;
        return [.. new[] { Path.Combine(root, "data"), Path.Combine(root, "..", "shared", "data") }.Where(Directory.Exists)];
    }

    /// <summary>The first folder that has all files of a corpus.</summary>
    /// <param name="folders">The folders, as <see cref="All"/> gives them.</param>
    /// <param name="files">The files, below the folder.</param>
    /// <returns>The folder, or null where no folder has them all.</returns>
    public static string? With(IReadOnlyList<string> folders, IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(folders);
        return folders.FirstOrDefault(folder => Lacking(folder, files) is null);
    }

    /// <summary>The first of some files that a folder lacks, or null where it has them all.</summary>
    internal static string? Lacking(string folder, IReadOnlyList<string> files) => files.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file)));

    /// <summary>A path of the data folder, if there is a file.</summary>
    /// <exception cref="CorpusException">There is none.</exception>
    internal static string Require(string path) =>
        File.Exists(path) ? path : throw new CorpusException($"{path} is missing; restore the file, or set {Variable} to a folder that has all of its corpus");

    /// <summary>A path in the repository that the program runs in, or in the current folder where that is in none.</summary>
    internal static string InRepository(params string[] path) => Path.Combine([RepositoryRoot(Environment.CurrentDirectory) ?? Environment.CurrentDirectory, .. path]);

    /// <summary>The nearest folder, from the given one upwards, that holds <c>RnnOnnx.sln</c>.</summary>
    public static string? RepositoryRoot(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RnnOnnx.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
