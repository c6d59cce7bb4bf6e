using RnnOnnx.Packages;

namespace RnnOnnx.Cli;

/// <summary>Finds the folder of the models.</summary>
internal static class ModelsFolder
{
    private const string Variable = "RNNONNX_MODELS";
    private const string Folder = "models";
    private const string Solution = "RnnOnnx.sln";

    /// <summary>Opens the zoo that the command line names, or else the environment, the current folder, or the repository around it.</summary>
    /// <exception cref="RnnOnnxException">No folder is named and none is found.</exception>
    public static ModelZoo Open(string? named) => ModelZoo.Open(Locate(named));

    /// <summary>The folder that <see cref="Open"/> opens.</summary>
    /// <exception cref="RnnOnnxException">No folder is named and none is found.</exception>
    public static string Locate(string? named) => named ?? Find();

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            return path;
        }

        var here = Directory.GetCurrentDirectory();
        if (Directory.Exists(Path.Combine(here, Folder)))
        {
            return Path.Combine(here, Folder);
        }

        for (var folder = Directory.GetParent(here); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return Path.Combine(folder.FullName, Folder);
            }
        }

        throw new RnnOnnxException($"There is no folder of models in {here} or above; give it with --models DIR or {Variable}, or run 'make train-all'.");
    }
}
