using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace RnnOnnx.Trainer.Configuration;

/// <summary>Where settings come from: <c>appsettings.json</c> beside the program, then in the current folder, then the environment; the later wins, and the command line over all.</summary>
public static class TrainerConfiguration
{
    /// <summary>The file's name.</summary>
    public const string FileName = "appsettings.json";

    /// <summary>What the names of environment variables begin with; two underscores stand for a colon, as in <c>RNNONNX_Training__Epochs</c>.</summary>
    public const string Prefix = "RNNONNX_";

    /// <summary>The section of all settings.</summary>
    public const string Section = "Training";

    /// <summary>Reads the settings.</summary>
    /// <param name="folders">Folders that may have a file; the later wins.</param>
    /// <exception cref="ConfigurationException">A file is no JSON object.</exception>
    public static IConfigurationRoot Read(params IEnumerable<string> folders)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in folders.Select(folder => Path.GetFullPath(Path.Combine(folder, FileName))).Distinct())
        {
            builder.AddJsonFile(file, optional: true, reloadOnChange: false);
        }

        try
        {
            return builder.AddEnvironmentVariables(Prefix).Build();
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException($"{e.Message} {e.GetBaseException().Message} Correct the file, or move it away.", e);
        }
    }

    /// <summary>Names a setting and where it stands.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="setting">The setting; one of several values too.</param>
    internal static string Name(IConfiguration configuration, IConfigurationSection setting)
    {
        var key = setting.Value is null && setting.GetChildren().FirstOrDefault() is { } first ? first.Path : setting.Path;
        var source = (configuration as IConfigurationRoot)?.Providers.LastOrDefault(provider => provider.TryGet(key, out _));
        return source switch
        {
            JsonConfigurationProvider file => $"{setting.Path} in {Path.Combine(file.Source.FileProvider is Microsoft.Extensions.FileProviders.PhysicalFileProvider folder ? folder.Root : "", file.Source.Path!)}",
            EnvironmentVariablesConfigurationProvider => $"{setting.Path} (environment variable {Prefix}{key.Replace(":", "__", StringComparison.Ordinal)})",
            _ => setting.Path,
        };
    }
}
