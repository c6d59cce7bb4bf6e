namespace RnnOnnx.Trainer.Corpora;

/// <summary>Finds the folder of the corpora.</summary>
public static class DataFolder
{
    /// <summary>Name of the environment variable that says where the corpora are.</summary>
    public const string Variable = "RNNONNX_DATA";

    /// <summary>The data folder: <see cref="Variable"/> if set, else <c>data</c>, else <c>../shared/data</c> beside the project.</summary>
    /// <param name="from">A folder within the project; null for the current one.</param>
    /// <returns>The folder, or null where there is none.</returns>
    /// <exception cref="CorpusException"><see cref="Variable"/> names a folder that does not exist.</exception>
    public static string? Find(string? from = null)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named)
                ? named
                : throw new CorpusException($"{Variable} is '{named}', and there is no such folder; correct it, or unset it to look in data and ../shared/data");
        }

        from ??= Environment.CurrentDirectory;
        var root = RepositoryRoot(from) ?? from;
        return new[] { Path.Combine(root, "data"), Path.Combine(root, "..", "shared", "data") }.FirstOrDefault(Directory.Exists);
    }

    /// <summary>A path of the data folder, if there is a file.</summary>
    /// <exception cref="CorpusException">There is none.</exception>
    internal static string Require(string path) =>
        File.Exists(path) ? path : throw new CorpusException($"{path} is missing; restore the file, or set {Variable} to a folder that has all of its corpus");

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
